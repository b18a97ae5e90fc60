import type { ReactNode } from 'react';
import { Card, CardBody, CardHeader, Text } from '@backstage/ui';

/** Frame of a home widget: one heading, then the answer. */
export function HomeCard(props: { title: string; children: ReactNode }) {
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small" weight="bold">
          {props.title}
        </Text>
      </CardHeader>
      <CardBody>{props.children}</CardBody>
    </Card>
  );
}

/** The home plugin's own frame would draw a second card and heading. */
export function WithoutFrame(props: { Content: () => JSX.Element }) {
  return <props.Content />;
}
