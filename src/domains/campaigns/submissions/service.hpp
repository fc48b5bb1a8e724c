#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/actor.hpp"
#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/throttle.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/campaigns/service.hpp"
#include "domains/campaigns/submissions/submission.hpp"

namespace promo::campaigns::submissions {

// What somebody sends, as he typed it.
struct Typed {
    std::string email;
    Links links;
    std::string website;  // people do not see this field; programs fill it in
};

struct Filter {
    std::string search;                // in the address; empty: all
    std::optional<std::string> after;  // the id of an entry: only older ones
    std::size_t limit = 50;
};

struct Page {
    std::vector<Submission> submissions;
    std::optional<std::string> next;  // `after` of the page that follows
};

// The entries of campaigns. Safe from any thread.
class Service {
public:
    static constexpr core::Throttle::Limit kPerNetwork{10, std::chrono::minutes(10)};
    static constexpr core::Throttle::Limit kPerCampaign{120, std::chrono::minutes(1)};
    static constexpr std::size_t kMostPerCampaign = 50'000;

    Service(db::Database& database, core::Clock& clock, core::Entropy& entropy, audit::Service& audit,
            campaigns::Service& campaigns)
        : database_(database), clock_(clock), entropy_(entropy), audit_(audit), campaigns_(campaigns) {}

    // Gives the entry's id. Refuses as `invalid`, with the field, what is no entry; `not_found` an unknown campaign;
    // `conflict` one that is not on, is full, or has an entry of this person; `rate_limited` too many from one place.
    std::string submit(const std::string& campaign, const Typed& typed, const std::string& client_ip);

    // Newest first. All refuse as `not_found` what the tenant does not have; `invalid` an `after` that is not there.
    Page list(const core::TenantId& tenant, const std::string& campaign, const Filter& filter);
    std::string csv(const core::TenantId& tenant, const std::string& campaign);
    void remove(const core::TenantId& tenant, const core::Actor& actor, const std::string& campaign,
                const std::string& id);

private:
    void throttle(const std::string& campaign, const std::string& client_ip);

    db::Database& database_;
    core::Clock& clock_;
    core::Entropy& entropy_;
    audit::Service& audit_;
    campaigns::Service& campaigns_;
    core::Throttle networks_{kPerNetwork};
    core::Throttle bursts_{kPerCampaign};
};

}  // namespace promo::campaigns::submissions
