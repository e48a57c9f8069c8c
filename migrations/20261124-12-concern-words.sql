-- Of Chinese titles it holds nothing in the locale this program sets up (C has no Chinese letters), and every raise paid for it.
drop index concern_words;
