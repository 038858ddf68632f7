"""OPA's own engine over the rules in Rego: opa.py DIR LIBRARY. LIBRARY is where the wheel opa-golib-python-bindings is
unpacked, which asks for Python 3.14 and also runs on 3.12 and 3.13."""
import json, os, sys

data, library = sys.argv[1:]
sys.path.insert(0, library)
from opa_bindings import OpaEngine

rows = [json.loads(line) for line in open(os.path.join(data, "tiltak.ndjson"), encoding="utf-8")]
beside = json.load(open(os.path.join(data, "beside.json")))
rules = os.path.join(os.path.dirname(os.path.abspath(__file__)), "rules.rego")
with OpaEngine() as engine:
    engine.add_policy("rules.rego", open(rules).read())
    engine.add_data(beside)
    report = engine.eval_document("krav.report", {"rows": rows})
for rule in sorted(report):
    print(rule, *report[rule], sep="\t")
