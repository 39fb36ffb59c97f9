/** The compass rose of the old charts: Portolan's mark, for the tab and the head of the page. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<circle cx="16" cy="16" r="15" fill="#173a52"/>
<path fill="#8fb3c4" d="M16 16 24.5 7.5 18.6 14zM16 16 24.5 24.5 18 18.6zM16 16 7.5 24.5 13.4 18zM16 16 7.5 7.5 14 13.4z"/>
<path fill="#f6efe0" d="M16 2.5 18.4 13.6 16 16zM29.5 16 18.4 18.4 16 16zM16 29.5 13.6 18.4 16 16zM2.5 16 13.6 13.6 16 16z"/>
<path fill="#e08a4f" d="M16 2.5 13.6 13.6 16 16zM29.5 16 18.4 13.6 16 16zM16 29.5 18.4 18.4 16 16zM2.5 16 13.6 18.4 16 16z"/>
</svg>
`;
