"""All that an audit needs of a plan, asked of a node: whole, once more where it is doubted, or part by part."""
