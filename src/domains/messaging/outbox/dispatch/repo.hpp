#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/tx.hpp"
#include "domains/messaging/outbox/message.hpp"

// The dispatcher's side of the tables: the system's, of several tenants at once.
namespace promo::messaging::outbox::repo {

// As db::plan_by_indexes.
void plan_by_indexes(db::Tx& tx);

// What became of an attempt; it counts for that attempt alone.
struct Ack {
    std::string tenant_id;
    std::string id;
    int attempt = 0;
    std::string state;
    std::optional<std::int64_t> due_at;
    std::optional<std::int64_t> done_at;
    std::optional<std::int64_t> message_id;
    std::optional<std::string> problem;
    std::string error;
    int tried = 0;      // it may have reached somebody
    int unreached = 0;  // it cannot have
};
BOOST_DESCRIBE_STRUCT(Ack, (),
                      (tenant_id, id, attempt, state, due_at, done_at, message_id, problem, error, tried, unreached))
// Those that counted.
std::vector<Ended> acknowledge(db::Tx& tx, const std::vector<Ack>& acks, core::Timestamp now);

struct AttemptRow {
    std::string tenant_id;
    std::string outbox_id;
    int attempt = 0;
    std::int64_t ended_at = 0;
    std::string outcome;
    int status = 0;
    std::int64_t took_ms = 0;
    std::string words;
};
BOOST_DESCRIBE_STRUCT(AttemptRow, (), (tenant_id, outbox_id, attempt, ended_at, outcome, status, took_ms, words))
void insert_attempts(db::Tx& tx, const std::vector<AttemptRow>& attempts, const std::string& node);

// Which messages of which bot may be looked for, behind which place.
struct Asked {
    std::int64_t telegram_id = 0;
    int priority = 0;
    std::int64_t after_due = -1;
    std::int64_t after_seq = -1;
};
BOOST_DESCRIBE_STRUCT(Asked, (), (telegram_id, priority, after_due, after_seq))
struct ChatOfBot {
    std::int64_t telegram_id = 0;
    std::int64_t chat_id = 0;
};
BOOST_DESCRIBE_STRUCT(ChatOfBot, (), (telegram_id, chat_id))

struct Candidate {
    core::TenantId tenant_id;
    std::string id;
    std::int64_t telegram_id = 0;
    std::int64_t chat_id = 0;
    Kind kind = Kind::reply;
    std::string method;
    int priority = 0;
    core::Timestamp due_at;
    std::int64_t seq = 0;
    std::optional<std::string> file_key;
    std::optional<std::string> file_id;
};
BOOST_DESCRIBE_STRUCT(Candidate, (),
                      (tenant_id, id, telegram_id, chat_id, kind, method, priority, due_at, seq, file_key, file_id))
// The most urgent that are the first of their stream, outside of the chats to skip. A look goes no further than a
// thousand messages.
std::vector<Candidate> candidates(db::Tx& tx, const std::vector<Asked>& asked, const std::vector<ChatOfBot>& skipped,
                                  std::int64_t of_each, core::Timestamp now);
// Where those looks ended that did not reach all that is due.
std::vector<Asked> looked_to(db::Tx& tx, const std::vector<Asked>& asked, core::Timestamp now);
std::optional<core::Timestamp> next_due(db::Tx& tx, const std::vector<Asked>& asked, core::Timestamp now);

struct Wanted {
    std::string tenant_id;
    std::string id;
    std::int64_t telegram_id = 0;
    std::int64_t epoch = 0;
};
BOOST_DESCRIBE_STRUCT(Wanted, (), (tenant_id, id, telegram_id, epoch))
struct Claimed {
    core::TenantId tenant_id;
    std::string id;
    std::int64_t telegram_id = 0;
    std::int64_t chat_id = 0;
    Kind kind = Kind::reply;
    std::optional<Policy> policy;
    std::string method;
    std::string arguments;
    std::optional<std::string> file;
    std::optional<std::string> file_key;
    int attempt = 0;
    int tries = 0;
    int refusals = 0;
    core::Timestamp due_at;
    core::Timestamp not_after;
};
BOOST_DESCRIBE_STRUCT(Claimed, (),
                      (tenant_id, id, telegram_id, chat_id, kind, policy, method, arguments, file, file_key, attempt,
                       tries, refusals, due_at, not_after))
// In no particular order; fewer when a lane has changed hands or somebody else holds a row.
std::vector<Claimed> claim(db::Tx& tx, const std::vector<Wanted>& wanted, const std::string& node, core::Timestamp now,
                           core::Timestamp until);

// Claimed rows whose lease ended before; all that others hold when `of_others`.
std::vector<Claimed> overdue(db::Tx& tx, const std::string& node, core::Timestamp before, bool of_others,
                             std::int64_t limit);
// What this process has claimed without knowing it: nothing of it has been sent.
std::int64_t take_back(db::Tx& tx, const std::string& node, const std::vector<std::string>& known);
std::vector<Ended> expire(db::Tx& tx, core::Timestamp now, std::int64_t limit);

// All that waits in a chat.
std::vector<Ended> fail_chat(db::Tx& tx, const core::TenantId& tenant, const ChatOfBot& chat, Problem problem,
                             std::string_view error, core::Timestamp now);
std::vector<Claimed> waiting_in(db::Tx& tx, const core::TenantId& tenant, const ChatOfBot& chat, std::int64_t limit);
struct Readdressed {
    std::string tenant_id;
    std::string id;
    std::string arguments;
};
BOOST_DESCRIBE_STRUCT(Readdressed, (), (tenant_id, id, arguments))
void readdress(db::Tx& tx, const std::vector<Readdressed>& rows, std::int64_t from, std::int64_t to);

struct FileRow {
    std::string tenant_id;
    std::int64_t telegram_id = 0;
    std::string file_key;
    std::string file_id;
};
BOOST_DESCRIBE_STRUCT(FileRow, (), (tenant_id, telegram_id, file_key, file_id))
void remember_files(db::Tx& tx, const std::vector<FileRow>& files, core::Timestamp now);
void forget_file(db::Tx& tx, std::int64_t telegram_id, std::string_view file_key);

std::int64_t count_pending(db::Tx& tx, std::int64_t most);

}  // namespace promo::messaging::outbox::repo
