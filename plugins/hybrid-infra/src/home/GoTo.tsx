import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { hybridInfraTranslationRef } from '../translation';
import { HomeCard } from './HomeCard';
import styles from './home.module.css';

/** Where people go from here, each with what they find there. */
export function GoTo() {
  const { t } = useTranslationRef(hybridInfraTranslationRef);
  const links = [
    ['/estate', t('home.linkEstate'), t('home.linkEstateText')],
    ['/dr/sources', t('home.linkSources'), t('home.linkSourcesText')],
    ['/catalog', t('home.linkCatalog'), t('home.linkCatalogText')],
    ['/create', t('home.linkCreate'), t('home.linkCreateText')],
  ];
  return (
    <HomeCard title={t('home.links')}>
      <ul className={styles.links}>
        {links.map(([href, title, text]) => (
          <li key={href}>
            <Link href={href} weight="bold">
              {title}
            </Link>
            <span className={styles.linkText}>{text}</span>
          </li>
        ))}
      </ul>
    </HomeCard>
  );
}
