import type { Entity } from '@backstage/catalog-model';

/** Which service of AWS a network link goes over. */
const ANNOTATION_LINK = 'twinshore.io/link-service';

export type LinkService = 'direct-connect' | 'site-to-site-vpn';

export const isLink =
  (service: LinkService) =>
  ({ kind, spec, metadata }: Entity): boolean =>
    kind === 'Resource' &&
    spec?.type === 'network-link' &&
    metadata.annotations?.[ANNOTATION_LINK] === service;
