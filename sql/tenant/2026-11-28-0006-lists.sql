-- What is a list is an array: of stores somebody may act in, of a role's permissions, of what a manager should look at in a sale.
-- Locked for as long as the tables are written anew: nothing has been released that could not wait for it.
ALTER TABLE @.staff RENAME COLUMN stores TO store_ids;
ALTER TABLE @.staff ALTER COLUMN store_ids DROP DEFAULT,
    ALTER COLUMN store_ids TYPE uuid[] USING array_remove(string_to_array(store_ids, ' '), '')::uuid[],
    ALTER COLUMN store_ids SET DEFAULT '{}';
COMMENT ON COLUMN @.staff.store_ids IS 'Empty: every store of the chain.';

ALTER TABLE @.api_key RENAME COLUMN stores TO store_ids;
ALTER TABLE @.api_key ALTER COLUMN store_ids DROP DEFAULT,
    ALTER COLUMN store_ids TYPE uuid[] USING array_remove(string_to_array(store_ids, ' '), '')::uuid[],
    ALTER COLUMN store_ids SET DEFAULT '{}';
COMMENT ON COLUMN @.api_key.store_ids IS 'Empty: every store of the chain.';

ALTER TABLE @.role ALTER COLUMN permissions TYPE text[] USING array_remove(string_to_array(permissions, ' '), '');
ALTER TABLE @.sale ALTER COLUMN flags TYPE text[] USING array_remove(string_to_array(flags, ' '), '');

ALTER TABLE @.staff ADD CHECK (array_position(store_ids, NULL) IS NULL);
ALTER TABLE @.api_key ADD CHECK (array_position(store_ids, NULL) IS NULL);
ALTER TABLE @.role ADD CHECK (array_position(permissions, NULL) IS NULL);
ALTER TABLE @.sale ADD CHECK (array_position(flags, NULL) IS NULL);
