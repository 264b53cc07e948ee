#!/bin/bash
# Run once by the postgres image, when it makes the database: two log-ins, neither a superuser (docs/adr/0015).
set -euo pipefail
: "${RETAIL_PASSWORD:?set RETAIL_PASSWORD}"
psql -X -q -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv password RETAIL_PASSWORD
CREATE ROLE retail LOGIN CREATEROLE PASSWORD :'password';
CREATE ROLE retail_node LOGIN NOINHERIT PASSWORD :'password';
CREATE DATABASE retail OWNER retail;
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
\connect retail
REVOKE ALL ON DATABASE retail FROM PUBLIC;
GRANT CONNECT ON DATABASE retail TO retail_node;
-- A statement in a chain's name has no use for this, and could let go of the chain's role by it.
REVOKE EXECUTE ON FUNCTION set_config(text, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION set_config(text, text, boolean) TO retail, retail_node;
SQL
