import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { IconBundleBlueprint } from '@backstage/plugin-app-react';
import {
  RiApps2Line,
  RiArticleLine,
  RiBox3Line,
  RiBuilding2Line,
  RiBookReadLine,
  RiDashboardLine,
  RiErrorWarningLine,
  RiExternalLinkLine,
  RiFileTextLine,
  RiFolderAddLine,
  RiGithubLine,
  RiImageLine,
  RiMailLine,
  RiMapPinLine,
  RiMessage2Line,
  RiPlugLine,
  RiQuestionLine,
  RiSearchLine,
  RiServerLine,
  RiStarFill,
  RiStarLine,
  RiFileList2Line,
  RiTeamLine,
  RiUserLine,
} from '@remixicon/react';

/*
 * The stock icons under their stock names, as elements: the app warns in the
 * console of every one that is registered as a component, its own included.
 */
const icons = {
  brokenImage: <RiImageLine />,
  catalog: <RiBookReadLine />,
  chat: <RiMessage2Line />,
  dashboard: <RiDashboardLine />,
  docs: <RiFileTextLine />,
  email: <RiMailLine />,
  externalLink: <RiExternalLinkLine />,
  github: <RiGithubLine />,
  group: <RiTeamLine />,
  help: <RiQuestionLine />,
  'kind:api': <RiPlugLine />,
  'kind:component': <RiBox3Line />,
  'kind:domain': <RiBuilding2Line />,
  'kind:group': <RiTeamLine />,
  'kind:location': <RiMapPinLine />,
  'kind:resource': <RiServerLine />,
  'kind:system': <RiApps2Line />,
  'kind:template': <RiFileList2Line />,
  'kind:user': <RiUserLine />,
  scaffolder: <RiFolderAddLine />,
  search: <RiSearchLine />,
  star: <RiStarFill />,
  techdocs: <RiArticleLine />,
  unstarred: <RiStarLine />,
  user: <RiUserLine />,
  warning: <RiErrorWarningLine />,
};

export const iconsModule = createFrontendModule({
  pluginId: 'app',
  extensions: [IconBundleBlueprint.make({ params: { icons } })],
});
