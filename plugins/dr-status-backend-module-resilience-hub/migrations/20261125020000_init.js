// @ts-check

/**
 * Times are milliseconds since the epoch in 64-bit integers, so that SQLite
 * and PostgreSQL order and subtract them alike.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('resilience_hub_apps', table => {
    table.comment('Apps of AWS Resilience Hub as they were seen last');
    table.string('app_id', 255).primary();
    table.string('source_id', 255).notNullable();
    table.string('name', 255).notNullable();
    table
      .string('handle', 512)
      .notNullable()
      .comment('By which the hub is asked');
    table.text('app', 'longtext').notNullable().comment('JSON');
    table.index(['source_id'], 'resilience_hub_apps_source_idx');
  });

  await knex.schema.createTable('resilience_hub_assessments', table => {
    table.comment('Every assessment that was seen, for as long as we want');
    table.string('assessment_id', 255).primary();
    table.string('app_id', 255).notNullable();
    table.string('handle', 512).notNullable();
    table.string('status', 32).notNullable();
    table.bigInteger('started_at').notNullable();
    table.string('started_by', 255).nullable();
    table
      .boolean('detailed')
      .notNullable()
      .comment('Read in full, with estimates, recommendations and drifts');
    table.text('assessment', 'longtext').notNullable().comment('JSON');
    table.text('recommendations', 'longtext').nullable().comment('JSON');
    table.text('drifts', 'longtext').nullable().comment('JSON');
    table.index(
      ['app_id', 'started_at', 'assessment_id'],
      'resilience_hub_assessments_app_idx',
    );
  });

  await knex.schema.createTable('resilience_hub_claims', table => {
    table.comment('Who is having an app assessed: one at a time');
    table.string('app_id', 255).primary();
    table.string('claimed_by', 255).notNullable();
    table.bigInteger('until').notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('resilience_hub_claims');
  await knex.schema.dropTable('resilience_hub_assessments');
  await knex.schema.dropTable('resilience_hub_apps');
};
