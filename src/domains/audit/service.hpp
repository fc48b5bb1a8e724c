#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/actor.hpp"
#include "core/entropy.hpp"
#include "core/id.hpp"
#include "core/json_read.hpp"
#include "core/time.hpp"
#include "db/database.hpp"

namespace promo::audit {

// What was done: `connection.saved` to `signal_bot`, and the facts worth knowing later. No secrets.
struct Event {
    std::string_view action;
    std::string subject;
    std::vector<std::pair<std::string, std::string>> details = {};
};

struct Entry {
    std::string id;
    core::TenantId tenant_id;
    core::Timestamp at;
    core::ActorKind actor_kind = core::ActorKind::system;
    std::string actor_name;
    std::string action;
    std::string subject;
    core::json::Raw details;
    std::optional<std::string> address;
};
BOOST_DESCRIBE_STRUCT(Entry, (), (id, tenant_id, at, actor_kind, actor_name, action, subject, details, address))

struct Filter {
    std::string action_prefix;          // `member.`; empty: all
    std::optional<std::string> before;  // an entry's id: only older ones
    std::int64_t limit = 50;
};

// The log of everything that was changed, and by whom. Safe from any thread.
class Service {
public:
    Service(db::Database& database, core::Entropy& entropy) : database_(database), entropy_(entropy) {}

    // In the transaction that makes the change, so that neither is there without the other. An empty tenant is the
    // platform's own log, which only a system transaction may write.
    void record(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, const Event& event,
                core::Timestamp now);

    // How often `event`'s action was done to its subject after `since`.
    static std::int64_t count(db::Tx& tx, const core::TenantId& tenant, const Event& event, core::Timestamp since);

    // Newest first.
    std::vector<Entry> list(const core::TenantId& tenant, const Filter& filter);
    std::vector<Entry> list_everywhere(const Filter& filter);

private:
    db::Database& database_;
    core::Entropy& entropy_;
};

}  // namespace promo::audit
