-- A till's snapshot of its store's customers read every customer of the chain.
CREATE INDEX customer_home ON @.customer (home_store_id, id);
