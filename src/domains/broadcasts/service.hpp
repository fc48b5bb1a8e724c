#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/actor.hpp"
#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/broadcasts/broadcast.hpp"
#include "domains/broadcasts/feeding/service.hpp"
#include "domains/broadcasts/ledger/repo.hpp"
#include "domains/broadcasts/limit/limit.hpp"
#include "domains/tenants/service.hpp"
#include "domains/uploads/service.hpp"
#include "jobs/queue.hpp"

namespace promo::broadcasts {

// What somebody wants to say, before it is checked.
struct Draft {
    std::string name;
    Content content;
    Audience audience;
    Timing timing;
};

// The tenant's coupon bot, which says it all. Refuses as `not_configured` when there is none.
using BotOf = std::function<std::int64_t(const core::TenantId&)>;

struct Page {
    std::vector<Broadcast> broadcasts;
    std::optional<std::string> next;
};

struct RecipientPage {
    std::vector<ledger::repo::Listed> recipients;
    std::optional<std::string> next;
};

// A broadcast from its first word to its history. All of it is rows: what a page shows survives every restart. These
// refuse as `not_found` what is not there, as `conflict` what may not be done in its state. Safe from any thread.
class Service {
public:
    static constexpr std::int64_t kMostUnfinished = 200;  // drafts and what has not ended, of one tenant
    static constexpr std::chrono::hours kLedgerKept{24 * 180};
    static constexpr std::chrono::minutes kSameAgain{2};

    Service(db::Database& database, jobs::Queue& queue, core::Clock& clock, core::Entropy& entropy,
            audit::Service& audit, tenants::Service& tenants, uploads::Service& uploads, feeding::Service& feeding,
            BotOf bot_of)
        : database_(database),
          queue_(queue),
          clock_(clock),
          entropy_(entropy),
          audit_(audit),
          tenants_(tenants),
          uploads_(uploads),
          feeding_(feeding),
          bot_of_(std::move(bot_of)) {}

    // A draft may be unfinished. The same request key again is the same draft.
    Broadcast create(const core::TenantId& tenant, const core::Actor& actor, const Draft& draft,
                     const std::optional<std::string>& request_key);
    // Refuses as `conflict` when somebody changed it meanwhile. One that is scheduled must stay complete.
    Broadcast change(const core::TenantId& tenant, const core::Actor& actor, const std::string& id, const Draft& draft,
                     int revision);
    // A draft that starts at once. The same request key again is the same broadcast; refuses as `conflict` when it says
    // something else. Without a key, the same from the same person within kSameAgain is the same, unless that one was
    // cancelled: a form was sent twice, or a proxy, which waits a minute as a rule, has tried again.
    Broadcast send(const core::TenantId& tenant, const core::Actor& actor, const Draft& draft,
                   const std::optional<std::string>& request_key);
    Broadcast duplicate(const core::TenantId& tenant, const core::Actor& actor, const std::string& id);
    void remove(const core::TenantId& tenant, const core::Actor& actor, const std::string& id);

    Broadcast find(const core::TenantId& tenant, const std::string& id);
    Page list(const core::TenantId& tenant, const std::optional<State>& state, const std::string& cursor,
              std::int64_t limit);
    RecipientPage recipients(const core::TenantId& tenant, const std::string& id,
                             const std::optional<RecipientState>& state, const std::string& cursor, std::int64_t limit);
    // Why nothing of it leaves although it runs, in words; else what it says of itself.
    std::optional<std::string> problem_of(const core::TenantId& tenant, const Broadcast& broadcast);

    // At its time when that is ahead, else now: whom it is for is decided in the transaction that starts it. Refuses as
    // `invalid` what is unfinished, as `conflict` when it is for nobody, or for more than may be written to in a day.
    Broadcast start(const core::TenantId& tenant, const core::Actor& actor, const std::string& id);
    // What has not begun to leave comes back; what was on its way still arrives.
    Broadcast pause(const core::TenantId& tenant, const core::Actor& actor, const std::string& id);
    Broadcast resume(const core::TenantId& tenant, const core::Actor& actor, const std::string& id);
    Broadcast cancel(const core::TenantId& tenant, const core::Actor& actor, const std::string& id);
    // Takes back from everybody what has arrived.
    Broadcast retract(const core::TenantId& tenant, const core::Actor& actor, const std::string& id);
    // Again to those where it failed; or to those of whom nobody can say.
    Broadcast retry(const core::TenantId& tenant, const core::Actor& actor, const std::string& id);
    Broadcast send_unknown_again(const core::TenantId& tenant, const core::Actor& actor, const std::string& id);
    Broadcast leave_unknown(const core::TenantId& tenant, const core::Actor& actor, const std::string& id);

    // How many people may be written to in a day.
    Limit limit(const core::TenantId& tenant);
    // Empty: the usual. Refuses as `invalid`.
    Limit choose_limit(const core::TenantId& tenant, const core::Actor& actor,
                       const std::optional<std::int64_t>& chosen);

    // The job of a scheduled one. One that was missed by more than kLatestStart waits for a person.
    void start_scheduled(const core::TenantId& tenant, const std::string& id);
    // Gives everything that should move its job, and forgets ledgers that are older than kLedgerKept.
    void sweep();

    // Uploads that a broadcast shows.
    static std::vector<std::string> images_in_use(db::Tx& tx, const core::TenantId& tenant);

private:
    using Work = std::function<void(db::Tx&, Broadcast&, core::Timestamp)>;
    Broadcast move(const core::TenantId& tenant, const core::Actor& actor, const std::string& id, Move move,
                   std::string_view action, const Work& work);
    // `counts_for`: so long the key names the same draft; empty: always.
    Broadcast make(const core::TenantId& tenant, const core::Actor& actor, const Draft& draft,
                   const std::optional<std::string>& request_key, const std::optional<core::Duration>& counts_for);
    // Empty: it was a draft, and is gone.
    std::optional<Broadcast> give_up_draft(const core::TenantId& tenant, const std::string& id);
    Broadcast stop(const core::TenantId& tenant, const core::Actor& actor, const std::string& id, Move move,
                   std::string_view action, RecipientState to, const Work& work);
    Broadcast step(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, const std::string& id, Move move,
                   std::string_view action, const Work& work);
    Broadcast again(const core::TenantId& tenant, const core::Actor& actor, const std::string& id, Move move,
                    RecipientState state, std::string_view action);
    void take(db::Tx& tx, const core::TenantId& tenant, Broadcast& broadcast, const Draft& draft, core::Timestamp now);
    void schedule(db::Tx& tx, const core::TenantId& tenant, const Broadcast& broadcast, core::Timestamp now);
    void begin(db::Tx& tx, const core::TenantId& tenant, Broadcast& broadcast, std::int64_t bot,
               const core::TimeZone& workspace, core::Timestamp now);
    void begin_scheduled(const core::TenantId& tenant, const std::string& id);
    void stand_still(const core::TenantId& tenant, const std::string& id, const std::string& problem);
    core::TimeZone zone(const core::TenantId& tenant);

    db::Database& database_;
    jobs::Queue& queue_;
    core::Clock& clock_;
    core::Entropy& entropy_;
    audit::Service& audit_;
    tenants::Service& tenants_;
    uploads::Service& uploads_;
    feeding::Service& feeding_;
    const BotOf bot_of_;
};

}  // namespace promo::broadcasts
