-- Return the operands of a query for one run of CJK.
-- `abc` becomes `ab & bc`, or `ab <-> bc` in a phrase; where the phrase goes on, also the character
-- at that edge, as the document has it. A single character is a prefix of bigrams.
CREATE OR REPLACE FUNCTION search_bigrams(
    run text, leads boolean, trails boolean, in_phrase boolean
) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN length(run) = 1 AND NOT (in_phrase AND (leads OR trails))
        THEN ARRAY[quote_literal(run) || ':*']
        ELSE array_remove(
            array_prepend(
                CASE WHEN in_phrase AND leads THEN quote_literal(left(run, 1)) END,
                ARRAY(
                    SELECT quote_literal(substr(run, n, 2))
                    FROM generate_series(1, length(run) - 1) AS n ORDER BY n
                )
            ) || CASE WHEN in_phrase AND trails THEN quote_literal(right(run, 1)) END,
            NULL
        )
    END
$$;
