-- Sessions that were signed out before their end. A session is a person's, so there is no tenant here.
CREATE TABLE revoked_sessions (
    nonce      TEXT PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX revoked_sessions_expires ON revoked_sessions (expires_at);
