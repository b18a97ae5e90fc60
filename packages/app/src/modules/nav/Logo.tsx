/** The mark: two shores, the water between them, and the bridge. */
export function LogoMark(props: { size?: number }) {
  const { size = 28 } = props;
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      aria-hidden="true"
      focusable="false"
    >
      <rect width="32" height="32" rx="7" fill="#0b3d4f" />
      <path
        d="M4 22c3-2.6 5-2.6 8 0s5 2.6 8 0 5-2.6 8 0"
        fill="none"
        stroke="#5fd0c5"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <path
        d="M6 15V8h5v7M21 15V8h5v7M11 10.5h10"
        fill="none"
        stroke="#fff"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** Mark and name, for a dark ground such as the sidebar. */
export function LogoFull() {
  return (
    <span
      style={{
        display: 'inline-flex',
        alignItems: 'center',
        gap: 12,
        color: '#ffffff',
        fontSize: 18,
        fontWeight: 600,
        letterSpacing: '0.01em',
      }}
    >
      <LogoMark />
      Twinshore
    </span>
  );
}
