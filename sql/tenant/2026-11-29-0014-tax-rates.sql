-- The rate of a tax class from a day on. Before the first of them the class' own counts.
CREATE TABLE @.tax_rate (
    tax_class_id uuid NOT NULL,
    valid_from   date NOT NULL,
    rate_micro   bigint NOT NULL,
    row_version  bigint NOT NULL,
    PRIMARY KEY (tax_class_id, valid_from)
);
