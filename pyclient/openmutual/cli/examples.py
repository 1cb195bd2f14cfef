"""An example for every command, as it is typed, which its help shows at the end."""

from collections.abc import Mapping
from typing import Any

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "demo": ("demo", "demo --members 60 --seed 7 --lang zh"),
    "run": ("run circle", "run mine.yaml --on model"),
    "scenarios": ("scenarios",),
    "deploy": (
        "deploy circle",
        "deploy mine.yaml --on home",
        "deploy mine.yaml --on NAME --key boss --token 0x… --assessor 0x… --assessor 0x… --assessor 0x…",
    ),
    "plans": ("plans",),
    "plan show": ("plan show xianghubao",),
    "plan check": ("plan check mine.yaml --members 30",),
    "plan copy": ("plan copy waterdrop mine.yaml --set waiting='30 d'",),
    "plan new": ("plan new mine.yaml", "plan new mine.yaml --from waterdrop"),
    "plan fair": ("plan fair xianghubao --bands 20-39,40-59 --out fair.yaml",),
    "plan solidarity": ("plan solidarity xianghubao --young 18-39",),
    "plan sharing": ("plan sharing circle --members 30",),
    "figures": ("figures", "figures 2", "figures --history"),
    "simulate": (
        "simulate circle --members 30 --years 3",
        "simulate xianghubao --members 100_000_000 --html report.html",
    ),
    "cost": ("cost circle --members 30 --gas-price 1 --token-price 20000",),
    "clock": ("clock --on home", "clock '30 d' --on home"),
    "account new": ("account new ann",),
    "account import": ("account import ann", "account import ann UTC--2026-11-28T02-50-00.000000000Z--….json"),
    "account list": ("account list",),
    "join": ("join couple 400 --key ann",),
    "top-up": ("top-up 100 --key ann", "top-up 100 --member 0x… --key bo"),
    "reinstate": ("reinstate --key ann",),
    "leave": ("leave --key ann",),
    "withdraw": ("withdraw --key ann",),
    "collect": ("collect --key ann",),
    "allowance": ("allowance --key ann", "allowance --revoke --key ann"),
    "membership": ("membership --key ann", "membership --member 0x…"),
    "announce": ("announce --key ann",),
    "keep": ("keep --key ann", "keep --once --dry-run --key ann"),
    "join-many": ("join-many people.csv --key boss",),
    "top-up-many": ("top-up-many 100 0x… 0x… --key boss", "top-up-many --from people.csv --key boss"),
    "order open": ("order open --key ann",),
    "order place": ("order place 450 --orders 0x… --most 30 --key ann",),
    "order cancel": ("order cancel --orders 0x… --key ann",),
    "order refill": ("order refill --orders 0x… --key bo",),
    "enrol key": ("enrol key nullifiers.json",),
    "enrol issue": (
        "enrol issue 0x… --tier couple --plan mine.yaml --chain 1 --enrolment 0x… --key attestor --out ann.json",
    ),
    "enrol check": ("enrol check ann.json --attestor 0x…",),
    "enrol counts": ("enrol counts members.csv --chain 1 --ledger 0x… --key attestor --out counts.json",),
    "relay open": ("relay open --key bo",),
    "relay sign": ("relay sign call.json --delegate 0x… top-up 100 --key ann",),
    "relay bring": ("relay bring call.json --key bo",),
    "evidence key": ("evidence key ann.key",),
    "evidence seal": ("evidence seal report.pdf --reader age1…",),
    "evidence grant": ("evidence grant case-1a2b3c4d.json --case 0 --reader age1… --key ann",),
    "evidence open": ("evidence open sha256:… --commitment 0x… --to papers --identity bo.key",),
    "evidence verify": ("evidence verify case-1a2b3c4d.json", "evidence verify case-1a2b3c4d.json --case 0"),
    "evidence destroy": ("evidence destroy case-1a2b3c4d.key",),
    "case file": ("case file hospital --diagnosed 2026-03-05 --evidence case-1a2b3c4d.json --key ann",),
    "case show": ("case show 0",),
    "case list": ("case list",),
    "case settle": ("case settle 0 --key bo",),
    "case withdraw": ("case withdraw 0 --key ann",),
    "panel sign": (
        "panel sign 0 approve --level grave --report r.txt --plan circle --chain 1 --desk 0x… --seal cy.seal --key cy",
    ),
    "panel submit": ("panel submit cy.seal di.seal --key bo",),
    "object": ("object 0 --reason reason.txt --key bo",),
    "add-reason": ("add-reason 0 --reason reason.txt --key cy",),
    "appeal": ("appeal 0 --reason reason.txt --key ann",),
    "jury volunteer": ("jury volunteer --key ann",),
    "jury resign": ("jury resign --key ann",),
    "jury duty": ("jury duty --key ann",),
    "jury draw": ("jury draw 0 --key bo",),
    "jury commit": ("jury commit 0 --key ann", "jury commit 0 pays --key ann"),
    "jury reveal": ("jury reveal 0 --key ann",),
    "jury tally": ("jury tally 0 --key bo",),
    "operator collect-fee": ("operator collect-fee --key boss",),
    "operator stop-joins": ("operator stop-joins --key boss",),
    "operator close": ("operator close --key boss",),
    "operator propose": ("operator propose 0x… --key boss", "operator propose --key boss"),
    "operator accept": ("operator accept --key ann",),
    "operator propose-panel": ("operator propose-panel 0x… 0x… 0x… --key boss",),
    "operator install-panel": ("operator install-panel --key bo",),
    "sponsor fund": ("sponsor fund 1000 --key bo",),
    "sponsor notice": ("sponsor notice 500 --key bo",),
    "sponsor take": ("sponsor take 500 --key bo",),
    "finish": ("finish --key bo",),
    "audit": ("audit mine --plan mine.yaml", "audit 0x… --rpc https://… --html report.html", "audit log.parquet"),
    "export": ("export mine --output log.parquet", "export 0x… --rpc https://… --output parts/"),
    "statement": ("statement 0x… --ledger mine", "statement 0x… --ledger log.parquet --proof ann.json"),
    "check-proof": ("check-proof ann.json --block-hash 0x…",),
    "verify": ("verify --ledger mine -o sources",),
    "portal build": ("portal build log.parquet --output site --plan mine.yaml",),
    "portal serve": ("portal serve mine --rpc home --output site",),
    "portal check": ("portal check site --trusted-block 0x…",),
}
"""What is typed after `openmutual`, by the words of the command; 0x… stands for an address or a hash."""

EXIT_CODES = "Exit codes: 0 is fine; openmutual --help says what the others mean."


def show_examples(command: Any, *words: str) -> None:
    """Let the help of a command, and of all below it, end with its examples."""
    below = getattr(command, "commands", {})
    for name, each in below.items():
        show_examples(each, *words, name)
    if not below:
        lines = [f"  openmutual {example}" for example in EXAMPLES.get(" ".join(words), ())]
        command.epilog = "\n".join(["[bold]Examples[/bold]", "", *lines, "", EXIT_CODES])
