/** What a contract's whole life needs of the CRM's mirror. */
export const up: readonly string[] = [
  `alter table crm.account add column merged_into_external_id text`,
  `alter table crm.product add column charge_model text not null default 'PER_UNIT'`,
  `alter table crm.opportunity
     add column kind text not null default 'NEW',
     add column changes_contract_external_id text,
     add column quoted_version integer,
     add column approval text,
     add column billing_frequency text`,
  `alter table crm.contract add column billing_frequency text`,
  `alter table crm.contract_version
     add column opportunity_external_id text,
     add column linked_deal boolean not null default false,
     add column contract_status text,
     add column billing_frequency text`,
  `alter table crm.contract_change add column charge_model text not null default 'PER_UNIT'`,
  `create table crm.gone (
     connection text not null references crm.connection (name),
     kind text not null,
     external_id text not null,
     version timestamptz,
     as_of timestamptz not null,
     primary key (connection, kind, external_id)
   )`,
  `create table crm.booked_version (
     connection text not null references crm.connection (name),
     key text not null,
     contract_status text not null,
     ends_on date not null,
     billing_frequency text,
     lines jsonb not null,
     withdrawn_by text,
     primary key (connection, key)
   )`,
  `create function crm.refuse_relink() returns trigger language plpgsql as $$
   begin
     raise exception 'IMMUTABLE_REF: % % of % is linked to % for good', old.kind, old.external_id, old.connection, old.id
       using errcode = 'restrict_violation';
   end $$`,
  `create trigger external_refs_are_immutable before update or delete on crm.crosswalk
     for each row execute function crm.refuse_relink()`,
  // Rows that were mirrored before have none of the new columns' values: the next poll reads everything again.
  `update crm.connection set cursors = cursors - 'poll'`,
];
