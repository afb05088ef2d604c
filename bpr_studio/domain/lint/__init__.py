"""What is wrong or weak about a flow: notation rules and rules of municipal practice.

`lint(model, profile, facts)` looks at everything once, `LiveLint` keeps the findings up to date
while somebody draws. Rules with the name of a bpmnlint rule give its verdict on every element
(docs/file-formats/lint.md).
"""
