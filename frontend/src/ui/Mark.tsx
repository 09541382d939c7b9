/** The mark at small sizes: three clips, the middle one dropping into its place. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <rect x="1.5" y="9" width="6" height="11" rx="1.8" fill="var(--accent-line)" />
      <rect x="16.5" y="9" width="6" height="11" rx="1.8" fill="var(--accent-line)" />
      <path
        fill="var(--accent)"
        fillRule="evenodd"
        d="M10.4 3h3.2A1.6 1.6 0 0 1 15.200 4.600v8a1.600 1.600 0 0 1-1.600 1.600h-3.200a1.600 1.600 0 0 1-1.600-1.600v-8A1.600 1.600 0 0 1 10.400 3zm2.900 1.300a1.050 1.050 0 1 0 0 2.100 1.050 1.050 0 0 0 0-2.100z"
      />
      <rect x="9" y="17.600" width="6" height="2.400" rx="1.200" fill="var(--ink)" />
    </svg>
  );
}
