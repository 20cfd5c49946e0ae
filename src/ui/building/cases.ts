/** How the two buildings are told apart in every drawing: `colour` is a CSS custom property, `dash` in pixels. */
export const UNCONTROLLED_LINE = { colour: '--quake', dash: [5, 3] } as const;
export const CONTROLLED_LINE = { colour: '--accent', dash: [] } as const;
