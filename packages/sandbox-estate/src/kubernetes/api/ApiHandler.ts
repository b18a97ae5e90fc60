import { IncomingMessage, ServerResponse } from 'node:http';
import type { ClusterState } from '../ClusterState';
import { resourceName } from '../store/resourceTypes';
import { User, isAllowed } from './authorizer';
import { mediaTypeOf, parseBody, parseText, readBody } from './body';
import { badRequest, forbidden, methodNotAllowed, notFound } from './errors';
import { deleteObject, deleteObjects, evict } from './deletions';
import { answerGeneral, sendJson } from './generalPaths';
import { listObjects } from './listing';
import { serveLog } from './logs';
import { computedObjects } from './computed';
import { createObject, existing, writeObject } from './mutations';
import { PATCH_TYPES, patchObject, patched } from './patching';
import {
  representList,
  representObject,
  representationOf,
} from './representation';
import { RequestInfo, parseResourcePath, verbOf } from './requestInfo';
import { scaleOf, writeScale } from './scale';
import { unknownFields } from './schemas';
import { serveWatch } from './watch';

/** Answers the requests of one cluster's API, from authenticated users. */
export class ApiHandler {
  readonly #cluster: ClusterState;
  readonly #address: string;

  constructor(cluster: ClusterState, address: string) {
    this.#cluster = cluster;
    this.#address = address;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    user: User,
  ): Promise<void> {
    const cluster = this.#cluster;
    const url = new URL(request.url ?? '/', 'https://cluster');
    const path = url.pathname.replace(/\/+$/, '') || '/';
    const general = { cluster, request, response, url, path, user };
    if (await answerGeneral({ ...general, address: this.#address })) {
      return;
    }
    const { types, store } = cluster;
    const info = parseResourcePath(path, types);
    const verb = verbOf(
      request.method ?? 'GET',
      info,
      url.searchParams.get('watch') === 'true' ||
        url.searchParams.get('watch') === '1',
    );
    const { group, plural } = info.type;
    if (
      !isAllowed(store, user, {
        verb,
        group,
        resource: plural,
        subresource: info.subresource,
        namespace: info.namespace,
        name: info.name,
      })
    ) {
      const what = info.subresource ? `${plural}/${info.subresource}` : plural;
      const where = info.namespace
        ? `in the namespace "${info.namespace}"`
        : 'at the cluster scope';
      throw forbidden(
        `${resourceName(info.type)}${
          info.name ? ` "${info.name}"` : ''
        } is forbidden: User "${
          user.name
        }" cannot ${verb} resource "${what}" in API group "${group}" ${where}`,
        { name: info.name, group, kind: plural },
      );
    }
    if (verb === 'get' || verb === 'list' || verb === 'watch') {
      this.#read(request, response, url.searchParams, info, verb);
    } else {
      await this.#write(request, response, url.searchParams, info, verb);
    }
  }

  #read(
    request: IncomingMessage,
    response: ServerResponse,
    query: URLSearchParams,
    info: RequestInfo,
    verb: string,
  ): void {
    const cluster = this.#cluster;
    const { type, namespace } = info;
    const as = representationOf(request.headers.accept);
    if (verb === 'watch') {
      if (type.computed) {
        throw methodNotAllowed();
      }
      serveWatch({
        store: cluster.store,
        type,
        namespace,
        query,
        as,
        response,
      });
      return;
    }
    const computed = type.computed
      ? computedObjects(cluster, type, namespace)
      : undefined;
    if (verb === 'list') {
      const listing = listObjects(
        cluster.store,
        type,
        namespace,
        query,
        computed,
      );
      sendJson(response, 200, representList(as, type, listing, query));
      return;
    }
    const object = computed
      ? computed.find(candidate => candidate.metadata.name === info.name)
      : existing(cluster, info);
    if (!object) {
      throw notFound(type, info.name!);
    }
    if (info.subresource === 'log') {
      serveLog(cluster, object, query, response);
    } else if (info.subresource === 'scale') {
      sendJson(response, 200, scaleOf(object));
    } else {
      sendJson(response, 200, representObject(as, type, object, query));
    }
  }

  async #write(
    request: IncomingMessage,
    response: ServerResponse,
    query: URLSearchParams,
    info: RequestInfo,
    verb: string,
  ): Promise<void> {
    const cluster = this.#cluster;
    const { type, subresource } = info;
    const bytes = await readBody(request);
    const options = { dryRun: query.get('dryRun') === 'All' };
    const as = representationOf(request.headers.accept);
    const answer = (code: number, object: any) =>
      sendJson(
        response,
        code,
        object.metadata?.uid && !subresource
          ? representObject(as, type, object, query)
          : object,
      );
    if (type.computed) {
      throw methodNotAllowed();
    }
    switch (verb) {
      case 'create': {
        const body = parseBody(request, bytes);
        if (subresource === 'eviction') {
          answer(201, evict(cluster, info, body, options));
          return;
        }
        if (info.name) {
          throw methodNotAllowed();
        }
        this.#checkFields(response, query, info, body);
        answer(201, createObject(cluster, info, body, options));
        return;
      }
      case 'update': {
        const body = parseBody(request, bytes);
        const current = existing(cluster, info);
        if (subresource === 'scale') {
          answer(200, writeScale(cluster, info, current, body, options));
          return;
        }
        this.#checkFields(response, query, info, body);
        answer(
          200,
          writeObject(cluster, info, existing(cluster, info), body, options),
        );
        return;
      }
      case 'patch': {
        const contentType = mediaTypeOf(request);
        const text = bytes.toString('utf8');
        if (subresource === 'scale') {
          const current = existing(cluster, info);
          const scale = patched(contentType, scaleOf(current), text);
          answer(200, writeScale(cluster, info, current, scale, options));
          return;
        }
        if (contentType !== PATCH_TYPES.json) {
          this.#checkFields(response, query, info, parseText(text), true);
        }
        const { object, created } = patchObject(cluster, info, {
          ...options,
          contentType,
          body: text,
          query,
        });
        answer(created ? 201 : 200, object);
        return;
      }
      case 'delete':
        answer(
          200,
          deleteObject(
            cluster,
            info,
            query,
            parseBody(request, bytes),
            options,
          ),
        );
        return;
      case 'deletecollection': {
        const listing = listObjects(cluster.store, type, info.namespace, query);
        if (!options.dryRun) {
          const body = parseBody(request, bytes);
          deleteObjects(cluster, type, listing.items, query, body);
        }
        sendJson(response, 200, representList('object', type, listing, query));
        return;
      }
      default:
        throw methodNotAllowed();
    }
  }

  /** `fieldValidation`: refuses, or warns of, fields that the kind lacks. */
  #checkFields(
    response: ServerResponse,
    query: URLSearchParams,
    { type }: RequestInfo,
    body: any,
    isPatch = false,
  ): void {
    const mode = query.get('fieldValidation') ?? 'Warn';
    if (mode === 'Ignore' || body === null || typeof body !== 'object') {
      return;
    }
    const unknown = unknownFields(type, body).filter(
      field => !(isPatch && /(^|\.)\$/.test(field)),
    );
    if (unknown.length === 0) {
      return;
    }
    const list = unknown.map(field => `unknown field "${field}"`);
    if (mode === 'Strict') {
      throw badRequest(
        `${type.kind} in version "${type.version}" cannot be handled as a ${
          type.kind
        }: strict decoding error: ${list.join(', ')}`,
      );
    }
    response.setHeader(
      'Warning',
      list.map(text => `299 - "${text.replaceAll('"', '\\"')}"`),
    );
  }
}
