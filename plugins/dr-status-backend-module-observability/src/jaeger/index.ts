import type { SystemKind } from '@twinshore/plugin-dr-status-node';
import { jaegerHealth, jaegerServices } from './checks';
import { JaegerSource } from './JaegerSource';

/** Jaeger, version 2 or 1: its query service and its health port. */
export const jaeger: SystemKind = {
  id: 'jaeger',
  title: 'Jaeger',
  checks: [jaegerHealth, jaegerServices],
  create: (settings, item) => new JaegerSource(settings, item),
};
