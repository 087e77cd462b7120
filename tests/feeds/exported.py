"""Exports and the catalogue, as other programs understand them: tables parsed by Python's `csv`, the catalogue by `rdflib`.

    python3 exported.py http://127.0.0.1:8080 TOKEN        (a member's)

A line for each failure, then the count. Ends with 1 where something failed.
"""

import csv
import io
import json
import sys
import urllib.parse

import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from check import check, get, outcomes

KINDS = ["initiatives", "missions", "challenges", "decisions", "contributions", "news", "events", "organisations", "people"]
DELIMITERS = {"semicolon": ";", "comma": ",", "tab": "\t"}
FORMS = {"application/rdf+xml": "xml", "text/turtle": "turtle", "application/ld+json": "json-ld"}

# what DCAT-AP-SE 3 asks for of each class, whatever the settings say
MANDATORY = {
    DCAT.Catalog: [DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCAT.dataset],
    DCAT.Dataset: [DCTERMS.title, DCTERMS.description, DCTERMS.publisher],
    DCAT.Distribution: [DCAT.accessURL],
    DCAT.DataService: [DCTERMS.title, DCAT.endpointURL],
    FOAF.Agent: [FOAF.name],
}
BILINGUAL = [DCAT.Catalog, DCAT.Dataset, DCAT.DataService]
CC0 = rdflib.URIRef("http://creativecommons.org/publicdomain/zero/1.0/")


def flat(value, path, separator=" | "):
    """What stands in the column of a table for what JSON Lines has."""
    for place, step in enumerate(path):
        if isinstance(value, dict) and "nodes" in value:
            return separator.join(flat(node, path[place:]) for node in value["nodes"])
        value = value.get(step) if isinstance(value, dict) else None
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def unescaped(text):
    """What a spreadsheet shows of it."""
    return text[1:] if text[:1] == "'" and text[1:].lstrip()[:1] in ("=", "+", "-", "@") else text


def check_kind(server, token, kind):
    who = f"{kind} for {'a member' if token else 'nobody signed in'}"
    status, headers, body = get(server, f"/export/{kind}.jsonl", token)
    check(f"{who}: status {status}", status == 200)
    rows = [json.loads(line) for line in body.decode().split("\n")[:-1]]
    for name, delimiter in DELIMITERS.items():
        status, headers, body = get(server, f"/export/{kind}.csv?delimiter={name}", token)
        check(f"{who}: {headers['content-type']}", headers["content-type"].startswith("text/csv; charset=utf-8"))
        check(f"{who}: {headers['cache-control']}", headers["cache-control"] == "no-store")
        check(f"{who}: a byte order mark", body.startswith(b"\xef\xbb\xbf"))
        text = body.decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        check(f"{who}: {name}: all lines have all columns", {len(line) for line in table} == {len(table[0])})
        check(f"{who}: {name}: {len(table) - 1} lines for {len(rows)} rows", len(table) - 1 == len(rows))
        for line, row in zip(table[1:], rows):
            for column, cell in zip(table[0], line):
                expected = flat(row, column.split("."))
                if column == "quantity" and name == "semicolon":
                    expected = expected.replace(".", ",")
                if unescaped(cell) != expected:
                    check(f"{who}: {name}: {column} is {cell!r}, not {expected!r}", False)
    return len(rows)


def check_catalogue(server):
    graphs = {}
    for media, form in FORMS.items():
        status, headers, body = get(server, "/dcat", accept=media)
        check(f"{media}: {status} {headers['content-type']}", (status, headers["content-type"]) == (200, media))
        check(f"{media}: {headers['cache-control']}", headers["cache-control"] == "public, no-cache")
        graphs[form] = rdflib.Graph().parse(data=body, format=form)
        again = get(server, "/dcat", accept=media, if_none_match=headers["etag"])
        check(f"{media}: not modified", (again[0], again[2]) == (304, b""))
    graph = graphs["turtle"]
    check("there is much in it", len(graph) > 200)
    for form, other in graphs.items():
        check(f"{form} says the same as turtle", isomorphic(graph, other))
    check("nothing is without an address", not any(isinstance(node, rdflib.BNode) for node in graph.all_nodes()))
    for kind, properties in MANDATORY.items():
        things = list(graph.subjects(RDF.type, kind))
        check(f"there is a {kind}", things)
        for thing in things:
            for property in properties:
                check(f"{thing} has {property}", list(graph.objects(thing, property)))
            if kind in BILINGUAL:
                for property in (DCTERMS.title, DCTERMS.description):
                    languages = {text.language for text in graph.objects(thing, property)}
                    check(f"{property} of {thing} in {languages}", languages == {"sv", "en"})
    catalogue = graph.value(predicate=RDF.type, object=DCAT.Catalog, any=False)
    check("the description is CC0", graph.value(catalogue, DCTERMS.license, any=False) == CC0)
    datasets = set(graph.objects(catalogue, DCAT.dataset))
    check(f"{len(datasets)} datasets", len(datasets) == len(KINDS) and datasets == set(graph.subjects(RDF.type, DCAT.Dataset)))
    told = set()
    for dataset in datasets:
        for distribution in graph.objects(dataset, DCAT.distribution):
            check(f"{distribution} is one", (distribution, RDF.type, DCAT.Distribution) in graph)
            for address in graph.objects(distribution, DCAT.accessURL):
                told.add(str(address))
                check(f"{address} is there for everybody", get("", str(address))[0] == 200)
    files = {f"{server}/export/{kind}.{form}" for kind in KINDS for form in ("csv", "jsonl")}
    check(f"{told} is not {files}", told == files)
    service = graph.value(predicate=RDF.type, object=DCAT.DataService, any=False)
    check("the API serves all datasets", set(graph.objects(service, DCAT.servesDataset)) == datasets)
    described = graph.value(service, DCAT.endpointDescription, any=False)
    check(f"{described} is there", get("", str(described))[0] == 200)
    endpoint = f"{graph.value(service, DCAT.endpointURL, any=False)}?query={urllib.parse.quote('{ __typename }')}"
    check(f"{endpoint} answers", get("", endpoint)[0] == 200)


def main(server, token):
    sizes = {(who, kind): check_kind(server, who, kind) for who in (None, token) for kind in KINDS}
    check("a member has more than everybody", sum(size for (who, _), size in sizes.items() if who) > sum(size for (who, _), size in sizes.items() if not who))
    check("a token that is not good", get(server, "/export/news.csv", "x.y.z")[0] == 401)
    check_catalogue(server)
    print(f"{sum(outcomes)} passed, {len(outcomes) - sum(outcomes)} failed")
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
