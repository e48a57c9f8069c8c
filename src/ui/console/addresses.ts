/**
 * Where a record is opened in the console, by its noun and wire id, to spread on a `Link`; null for one that has no
 * page of its own.
 */
export function addressOf({
  noun,
  id,
}: {
  noun: string
  id: string
}): { to: string; search?: { open: string } } | null {
  switch (noun) {
    case 'concern':
      return { to: `/concerns/${id}` }
    case 'activity':
      return { to: `/activities/${id}` }
    case 'intake-page':
    case 'page':
      return { to: `/intake/pages/${id}` }
    case 'commitment':
      return { to: '/commitments', search: { open: id } }
    case 'common-issue':
      return { to: '/common-issues', search: { open: id } }
    case 'person':
      return { to: '/people', search: { open: id } }
    case 'org':
      return { to: '/orgs', search: { open: id } }
    default:
      return null
  }
}
