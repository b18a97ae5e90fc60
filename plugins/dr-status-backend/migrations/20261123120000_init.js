// @ts-check

/**
 * Times are milliseconds since the epoch in 64-bit integers, so that SQLite
 * and PostgreSQL order and subtract them alike.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('sources', table => {
    table.comment(
      'The last report of each source: its state and its whole set of observations',
    );
    table.string('source_id', 255).primary();
    table
      .text('status', 'longtext')
      .notNullable()
      .comment('SourceStatus, JSON');
    table
      .text('observations', 'longtext')
      .notNullable()
      .comment('Observation[], JSON');
    table
      .bigInteger('written_at')
      .notNullable()
      .index('sources_written_at_idx')
      .comment("By the database's clock; replicas read what is newer");
  });

  await knex.schema.createTable('source_leases', table => {
    table.comment('Which replica asks which source, and until when');
    table.string('source_id', 255).primary();
    table.string('holder', 255).nullable();
    table.bigInteger('expires_at').notNullable();
    table
      .bigInteger('refresh_requested_at')
      .nullable()
      .comment('Somebody wants it to be asked again at once');
  });

  await knex.schema.createTable('replicas', table => {
    table.comment('Replicas that are alive, to share the sources fairly');
    table.string('replica', 255).primary();
    table.bigInteger('expires_at').notNullable();
  });

  await knex.schema.createTable('verdict_intervals', table => {
    table.comment('Change points of the verdicts; open while to_at is null');
    table.bigIncrements('id');
    table.string('entity_ref', 512).notNullable();
    table.string('check_id', 255).notNullable();
    table.string('verdict', 16).notNullable();
    table.string('previous_verdict', 16).nullable();
    table.text('reason').notNullable();
    table.bigInteger('from_at').notNullable();
    table.bigInteger('to_at').nullable();
    table.index(
      ['entity_ref', 'check_id', 'from_at'],
      'verdict_intervals_entity_idx',
    );
    table.index(['from_at'], 'verdict_intervals_from_idx');
    table.index(['to_at'], 'verdict_intervals_to_idx');
  });
  // One open interval a pair, whichever replicas write: the second writer of
  // the same change finds it there.
  await knex.raw(
    'create unique index verdict_intervals_open_idx on verdict_intervals (entity_ref, check_id) where to_at is null',
  );

  await knex.schema.createTable('confirmations', table => {
    table.comment(
      'Until when the open intervals are known to have lasted: a backend that dies leaves the moment behind',
    );
    table.string('id', 32).primary();
    table.bigInteger('confirmed_at').notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('confirmations');
  await knex.schema.dropTable('verdict_intervals');
  await knex.schema.dropTable('replicas');
  await knex.schema.dropTable('source_leases');
  await knex.schema.dropTable('sources');
};
