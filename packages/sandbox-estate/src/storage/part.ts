import path from 'node:path';
import type { SiteName } from '../model';
import type { FaultDefinition, SandboxPart } from '../part';
import { CANARY, FileShare } from './FileShare';

const ZONE_ON_PREM = 'on-prem-dc';
/** What the newest write is when a fault has lasted for long. */
const STALE_MS = 20 * 60 * 1000;

const faultsOf = (share: FileShare): FaultDefinition[] => [
  {
    id: 'file-share-refuses-writes',
    title: 'Let the document store refuse writes',
    description:
      'It is full or read-only, and has been for twenty minutes: what is there can be read, nothing new arrives.',
    targets: () => [],
    async inject() {
      await share.refuseWrites(
        'file-share-refuses-writes',
        new Date(Date.now() - STALE_MS),
      );
      return () => share.takeWrites('file-share-refuses-writes');
    },
  },
  {
    id: 'stop-canary',
    title: 'Stop the canary of the document store',
    description:
      'Nobody writes the canary any more, though the share takes writes.',
    targets: () => [],
    async inject() {
      await share.refuseWrites('stop-canary', new Date());
      return () => share.takeWrites('stop-canary');
    },
  },
  {
    id: 'unmount-file-share',
    title: 'Unmount the document store',
    description: 'There is nothing where the share was mounted.',
    targets: () => [],
    async inject() {
      await share.setMounted(false, 'unmount-file-share');
      return () => share.setMounted(true, 'unmount-file-share');
    },
  },
  {
    id: 'hang-file-share',
    title: 'Hang the document store',
    description: 'Whoever reads the share waits without end.',
    targets: () => [],
    async inject() {
      await share.setHung(true);
      return () => share.setHung(false);
    },
  },
];

/** The document store on premises. */
export const storagePart: SandboxPart = {
  name: 'storage',
  async start({ dir, model, log }) {
    const share = new FileShare(path.resolve(dir, 'nas'));
    await share.start();
    const onSite = async (site: SiteName, lost: boolean) => {
      if (site === 'on-prem') await share.setMounted(!lost, 'lose-site');
    };
    model.siteReactions.add(onSite);
    const onChange = (what: string) => {
      if (what === `zone:${ZONE_ON_PREM}`) {
        share
          .setMounted(!model.lostZones.has(ZONE_ON_PREM), 'lose-zone')
          .catch(error => log(`NAS: ${(error as Error).message}`));
      }
    };
    model.on('change', onChange);
    return {
      describe: () => ({
        storage: { documents: { path: share.folder, canary: CANARY } },
      }),
      faults: faultsOf(share),
      async stop() {
        model.siteReactions.delete(onSite);
        model.off('change', onChange);
        await share.stop();
      },
    };
  },
};
