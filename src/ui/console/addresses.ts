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
      // In events an org's number is written as the tail of a UUID, in hexadecimal (ADR 003).
      return {
        to: '/orgs',
        search: { open: id.includes('-') ? String(parseInt(id.slice(id.lastIndexOf('-') + 1), 16)) : id },
      }
    default:
      return null
  }
}
