import type { AuditorService } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  drStatusSourceRefreshPermission,
  type SourceStatus,
} from '@twinshore/plugin-dr-status-common';
import express, { type Router } from 'express';
import type { Collector } from '../collector/Collector';
import type { PostureEngine } from '../posture/PostureEngine';
import type { AlertChannels } from '../registry/AlertChannels';
import type { CheckRegistry } from '../registry/CheckRegistry';
import { createOpenApiRouter } from '../schema/openapi';
import { alertingTest } from './alertingRoute';
import type { History } from './History';
import { pageById } from './paging';
import type { PostureAccess } from './PostureAccess';
import { summaryRoute } from './summaryRoute';

/** The HTTP interface; see schema/openapi.yaml. */
export async function createRouter(options: {
  access: PostureAccess;
  auditor: AuditorService;
  engine: PostureEngine;
  collector: Collector;
  checks: CheckRegistry;
  channels: AlertChannels;
  history: History;
}): Promise<Router> {
  const { access, auditor, engine, collector, checks, history } = options;
  const router = express.Router();

  router.get(
    '/v1/summary',
    summaryRoute({ access, snapshot: () => engine.snapshot }),
  );

  const api = await createOpenApiRouter();
  router.use(api);

  api.get('/v1/entities/:kind/:namespace/:name', async (req, res) => {
    await access.assertMayRead(req);
    const { kind, namespace, name } = req.params;
    const entityRef = `${kind}:${namespace}/${name}`.toLocaleLowerCase('en-US');
    const { snapshot, board } = engine;
    const posture = snapshot.postureOf(entityRef);
    if (!posture) {
      throw new NotFoundError(
        `The estate has no ${entityRef}; only entities with spec.resilience or a design annotation belong to it`,
      );
    }
    const results = snapshot.resultsOf(entityRef);
    const sources = new Map<string, SourceStatus>(
      board.sourcesOf(entityRef).map(status => [status.id, status]),
    );
    for (const { sourceId } of results.flatMap(each => each.evidence)) {
      const status = sourceId ? board.report(sourceId)?.status : undefined;
      if (status) {
        sources.set(status.id, status);
      }
    }
    res.status(200).json({
      ...posture,
      revision: snapshot.revision,
      checks: results,
      sources: [...sources.values()],
      history: await history.strip(entityRef, Date.now()),
    });
  });

  api.get('/v1/checks', async (req, res) => {
    await access.assertMayRead(req);
    res.status(200).json(pageById(checks.descriptions(), req.query));
  });

  api.get('/v1/sources', async (req, res) => {
    await access.assertMayRead(req);
    res.status(200).json(pageById(engine.board.statuses(), req.query));
  });

  api.post('/v1/sources/:sourceId/refresh', async (req, res) => {
    const { sourceId } = req.params;
    const event = await auditor.createEvent({
      eventId: 'source-refresh',
      severityLevel: 'medium',
      request: req,
      meta: { sourceId },
    });
    try {
      await access.assertAllowed(req, drStatusSourceRefreshPermission);
      const report = engine.board.report(sourceId);
      if (!report) {
        throw new NotFoundError(`There is no source called ${sourceId}`);
      }
      if (report.status.intervalSeconds === 0) {
        throw new InputError(
          `${sourceId} cannot be asked: ${
            report.status.error?.message ?? 'its configuration is wrong'
          }`,
        );
      }
      await collector.refresh(sourceId);
      await event.success();
      res.status(202).json(engine.board.report(sourceId)!.status);
    } catch (error) {
      await event.fail({ error: error as Error });
      throw error;
    }
  });

  const testAlerting = alertingTest(options);
  api.post('/v1/alerting/test', async (req, res) => {
    res.status(202).json(await testAlerting(req, req.query.channel));
  });

  api.get('/v1/history', async (req, res) => {
    await access.assertMayRead(req);
    res.status(200).json(await history.page(req.query));
  });

  return router;
}
