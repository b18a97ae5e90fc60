import { createTranslationRef } from '@backstage/frontend-plugin-api';

/** All texts of this package. @public */
export const drStatusReactTranslationRef = createTranslationRef({
  id: 'plugin.dr-status-react',
  messages: {
    verdict: {
      met: 'Met',
      'at-risk': 'At risk',
      breached: 'Breached',
      unknown: 'Unknown',
      unwatched: 'Not watched',
    },
    age: {
      ago: '{{duration}} ago',
      now: 'just now',
      never: 'never',
      title: '{{time}}',
      stale: '{{time}}, too old to rely on',
    },
    chip: {
      label: '{{title}}: {{verdict}}',
    },
    freshness: {
      live: 'Live',
      liveTitle: 'Changes are pushed to this page as they happen.',
      polling: 'Every 10 s',
      pollingTitle:
        'Changes are not pushed to this page at the moment, so it asks every 10 s.',
      disconnected: 'Not connected',
      disconnectedTitle: '{{message}} Trying again every few seconds.',
      loading: 'Connecting',
      updated: 'updated {{age}}',
      never: 'nothing received yet',
    },
    problem: {
      unauthenticated: {
        title: 'You are signed out',
        action: 'Sign in again, then reload this page.',
      },
      forbidden: {
        title: 'You may not see the posture',
        action:
          'Ask your portal administrators for the permission dr-status.posture.read.',
      },
      'not-found': {
        title: 'Nothing is known of this entity',
        action:
          'It is not part of the estate: give it a spec.resilience block in the catalog.',
      },
      unreachable: {
        title: 'The portal does not answer',
        action: 'This page keeps trying every few seconds.',
      },
      failed: {
        title: 'The portal answered with an error',
        action:
          'This page keeps trying. If it lasts, the log of the dr-status backend says more.',
      },
      retry: 'Try again',
    },
    drawer: {
      label: 'Posture of {{title}}',
      close: 'Close',
      loading: 'Loading the posture of {{entityRef}}',
      stale: 'Last known state; it could not be renewed.',
      openInCatalog: 'Open in catalog',
      owner: 'Owner',
      site: 'Site',
      tier: 'Tier',
      coverage: 'Coverage',
      coverageValue: '{{fresh}} of {{all}} checks have a fresh answer',
      noOwner: 'nobody',
      checks: 'Checks',
      sources: 'Sources',
      noSources: 'No source observes this entity.',
      unwatchedTitle: 'Nothing watches this entity yet',
      unwatchedAction:
        'Add a source for it under drStatus.sources in the configuration; its checks appear as soon as the source reports.',
    },
    check: {
      gate: 'Gate',
      gateTitle: 'A gate: this check alone can stop a fail-over.',
      threshold: 'Rule',
      thresholdValue: '{{text}} ({{origin}})',
      since: 'for',
      observed: 'measured',
      evidence: 'Evidence',
      noEvidence: 'No reading took part.',
      remediation: 'What to do',
      cause: 'Cause: {{message}}',
      state: {
        fresh: 'fresh',
        stale: 'stale',
        failed: 'last attempt failed',
        missing: 'no reading',
      },
      column: {
        title: 'Reading',
        value: 'Value',
        age: 'Age',
        source: 'Source',
      },
      none: '–',
    },
    source: {
      state: {
        starting: 'Starting',
        ok: 'Answering',
        failing: 'Failing',
        misconfigured: 'Misconfigured',
      },
      lastSuccess: 'last answer',
      failures_one: '{{count}} failed attempt in a row',
      failures_other: '{{count}} failed attempts in a row',
      refresh: 'Refresh now',
      refreshOf: 'Refresh now: {{title}}',
      refreshing: 'Asking…',
      refreshFailed: 'Could not ask: {{message}}',
      error: {
        unreachable: 'Cannot be reached',
        'timed-out': 'No answer in time',
        unauthorized: 'Refuses our credentials',
        throttled: 'Asked us to slow down',
        malformed: 'Answers nonsense',
        failed: 'Answers with an error',
        misconfigured: 'Wrongly configured',
      },
    },
    value: {
      yes: 'yes',
      no: 'no',
      none: 'none',
    },
  },
});
