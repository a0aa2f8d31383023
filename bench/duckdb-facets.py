"""The facets of the viewer by DuckDB: python3 bench/duckdb-facets.py FILE. Prints one JSON line."""
import json
import sys

import duckdb

FACETS = ["stage", "level", "username", "namespace", "verb", "code"]
COLUMNS = """{stage: 'VARCHAR', level: 'VARCHAR', verb: 'VARCHAR', user: 'STRUCT(username VARCHAR)',
  objectRef: 'STRUCT(namespace VARCHAR)', responseStatus: 'STRUCT(code INTEGER)'}"""

connection = duckdb.connect()
connection.execute(
    f"""CREATE TABLE events AS SELECT stage, level, verb, "user".username AS username,
    objectRef.namespace AS namespace, responseStatus.code AS code
    FROM read_ndjson($path, columns = {COLUMNS}, maximum_object_size = 67108864)""",
    {"path": sys.argv[1]},
)
counts = {
    facet: connection.execute(f"SELECT {facet}, count(*) AS n FROM events GROUP BY 1 ORDER BY n DESC").fetchall()
    for facet in FACETS
}
print(json.dumps({"events": sum(n for _, n in counts["verb"]), "delete": dict(counts["verb"])["delete"]}))
