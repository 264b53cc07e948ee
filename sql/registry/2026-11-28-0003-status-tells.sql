-- A chain that is suspended or taken up again is a change of everybody's rights in it, by whatever command or by hand: nodes find it in
-- the log of changes within a second. The registry's only trigger; chains' own schemas have none (docs/adr/0006).
CREATE FUNCTION retail.tell_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO retail.access_change (tenant_id) VALUES (NEW.id);
    RETURN NULL;
END $$;

CREATE TRIGGER tenant_status AFTER UPDATE OF status ON retail.tenant
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION retail.tell_status();
