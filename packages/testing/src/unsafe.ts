/** What a terminal might obey, and what it would not show, line breaks aside: none of it may ever be printed. */
export const UNSAFE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u;
