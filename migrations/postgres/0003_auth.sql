-- Sessions that were signed out before their end. A session is a person's, so there is no tenant here.
CREATE TABLE revoked_sessions (
    nonce      text COLLATE "C" PRIMARY KEY,
    expires_at bigint NOT NULL
);
CREATE INDEX revoked_sessions_expires ON revoked_sessions (expires_at);
