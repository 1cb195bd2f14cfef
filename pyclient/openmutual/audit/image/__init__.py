"""What must stand in every storage slot of a plan's contracts, by the replay; one hash proves it all."""
