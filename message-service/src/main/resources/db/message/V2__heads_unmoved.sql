-- Ends a write that was decided by remembered heads when one of them is no longer the stored one: the whole statement is
-- undone, and the sender of the statement finds the state PM001.
create function require_unmoved(moved bigint, expected bigint) returns boolean language plpgsql as $$
begin
    if moved <> expected then
        raise exception using errcode = 'PM001', message = 'a head has moved';
    end if;
    return true;
end
$$;
