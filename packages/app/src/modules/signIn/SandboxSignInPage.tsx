import { useState } from 'react';
import { ProxiedSignInPage } from '@backstage/core-components';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { Alert, Button, Text } from '@backstage/ui';
import { LogoMark } from '../nav/Logo';
import styles from './SandboxSignInPage.module.css';

const STORAGE_KEY = 'twinshore.signIn';

function SignInFailed(props: { error?: Error }) {
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <Text as="h1" variant="title-small" weight="bold">
          The sandbox sign-in did not work
        </Text>
        <Alert
          status="danger"
          icon
          title={props.error?.message ?? 'The backend gave no reason.'}
          description="Check that the backend runs and that auth.providers.guest is configured, then try again."
        />
        <Button
          onPress={() => {
            window.sessionStorage.removeItem(STORAGE_KEY);
            window.location.reload();
          }}
        >
          Try again
        </Button>
      </div>
    </main>
  );
}

/**
 * Sign-in of the sandbox: anyone who reaches it is the guest. It says so, so
 * that nobody mistakes it for the sign-in of a portal in production.
 */
export function SandboxSignInPage(props: SignInPageProps) {
  const [entered, setEntered] = useState(
    () => window.sessionStorage.getItem(STORAGE_KEY) === 'guest',
  );

  if (entered) {
    return (
      <ProxiedSignInPage
        {...props}
        provider="guest"
        ErrorComponent={SignInFailed}
      />
    );
  }

  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <LogoMark size={48} />
        <div>
          <Text as="h1" variant="title-medium" weight="bold">
            Twinshore
          </Text>
          <Text as="p" color="secondary">
            Disaster-recovery posture of an estate on two shores
          </Text>
        </div>
        <Alert
          status="info"
          icon
          title="Sandbox sign-in"
          description="No password: everyone who can reach this portal enters as the guest, who may see and do everything in the sandbox. Configure an identity provider before real systems are connected."
        />
        <Button
          size="medium"
          onPress={() => {
            window.sessionStorage.setItem(STORAGE_KEY, 'guest');
            setEntered(true);
          }}
        >
          Enter as guest
        </Button>
      </div>
    </main>
  );
}
