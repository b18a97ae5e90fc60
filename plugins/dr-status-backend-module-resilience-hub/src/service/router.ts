import type { AuditorService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  drStatusPostureReadPermission,
  drStatusResilienceHubAssessPermission,
  type Page,
  type ResilienceHubApp,
  type ResilienceHubAssessment,
  type ResilienceHubDrift,
  type ResilienceHubRecommendation,
} from '@twinshore/plugin-dr-status-common';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { AssessmentHistory } from '../history/AssessmentHistory';
import type { Assessments } from './Assessments';
import { readAppId, readPage, writeCursor } from './requests';
import type { ResilienceHubAccess } from './ResilienceHubAccess';

/** The HTTP interface; see schema/openapi.yaml. */
export function createRouter(options: {
  access: ResilienceHubAccess;
  auditor: AuditorService;
  history: AssessmentHistory;
  assessments: Assessments;
}): Router {
  const { access, auditor, history, assessments } = options;
  const router = PromiseRouter();
  const apps = '/v1/resilience-hub/apps';

  const detailOf = async (appId: string) => {
    if (!(await history.app(appId))) {
      throw unknownApp(appId);
    }
    return history.lastDetail(appId);
  };

  router.get(apps, async (req, res) => {
    await access.assertAllowed(req, drStatusPostureReadPermission);
    const items = await history.apps();
    const page: Page<ResilienceHubApp> = { items, totalItems: items.length };
    res.status(200).json(page);
  });

  router.get(`${apps}/:appId`, async (req, res) => {
    await access.assertAllowed(req, drStatusPostureReadPermission);
    const appId = readAppId(req.params);
    const stored = await history.app(appId);
    if (!stored) {
      throw unknownApp(appId);
    }
    res.status(200).json(stored.app);
  });

  router.get(`${apps}/:appId/recommendations`, async (req, res) => {
    await access.assertAllowed(req, drStatusPostureReadPermission);
    const items =
      (await detailOf(readAppId(req.params)))?.recommendations ?? [];
    const page: Page<ResilienceHubRecommendation> = {
      items,
      totalItems: items.length,
    };
    res.status(200).json(page);
  });

  router.get(`${apps}/:appId/drifts`, async (req, res) => {
    await access.assertAllowed(req, drStatusPostureReadPermission);
    const items = (await detailOf(readAppId(req.params)))?.drifts ?? [];
    const page: Page<ResilienceHubDrift> = { items, totalItems: items.length };
    res.status(200).json(page);
  });

  router.get(`${apps}/:appId/assessments`, async (req, res) => {
    await access.assertAllowed(req, drStatusPostureReadPermission);
    const appId = readAppId(req.params);
    const query = readPage(req.query);
    if (!(await history.app(appId))) {
      throw unknownApp(appId);
    }
    const {
      assessments: items,
      total,
      next,
    } = await history.page(appId, query);
    const page: Page<ResilienceHubAssessment> = {
      items,
      totalItems: total,
      ...(next && { nextCursor: writeCursor(next) }),
    };
    res.status(200).json(page);
  });

  router.post(`${apps}/:appId/assessments`, async (req, res) => {
    const event = await auditor.createEvent({
      eventId: 'resilience-hub-assess',
      severityLevel: 'medium',
      request: req,
      meta: { appId: req.params.appId },
    });
    try {
      const startedBy = await access.assertAllowed(
        req,
        drStatusResilienceHubAssessPermission,
      );
      const assessment = await assessments.start(
        readAppId(req.params),
        startedBy,
      );
      await event.success({ meta: { assessmentId: assessment.assessmentId } });
      res.status(202).json(assessment);
    } catch (error) {
      await event.fail({ error: error as Error });
      throw error;
    }
  });

  return router;
}

function unknownApp(appId: string): NotFoundError {
  return new NotFoundError(
    `No app with the id ${appId} is watched by drStatus.sources.resilienceHub`,
  );
}
