#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/actor.hpp"
#include "core/clock.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/secrets/service.hpp"
#include "domains/tenants/transfer/document.hpp"

namespace promo::tenants::transfer {

struct Imported {
    core::TenantId tenant;
    std::string name;
    std::map<std::string, std::int64_t> rows;  // by table
    // What the file could not bring along, as somebody has to enter it again: `bots`, `connections` …
    std::vector<std::string> left_behind;
};

// Takes a tenant from one installation to another, whichever engine each has. Jobs, runs of schedules and the inboxes
// of webhooks stay where they are, and files do.
class Service {
public:
    Service(db::Database& database, core::Clock& clock, audit::Service& audit, secrets::Service& secrets)
        : database_(database), clock_(clock), audit_(audit), secrets_(secrets) {}

    // One consistent look, a line at a time. Refuses as `not_found` an unknown tenant.
    void write(const core::TenantId& tenant, KeepSecrets keep, const std::function<void(std::string_view line)>& line);
    // The same as one text without secrets. Refuses as `too_large` beyond kDownloadLimit.
    std::string download(const core::TenantId& tenant);
    static constexpr std::size_t kDownloadLimit = 64 << 20;

    // All of it, or nothing. `line` gives the next line until there is none. `as`: under another id, which no sealed
    // secret follows. Refuses as `conflict` a tenant, or a bot, that is here already; as `invalid` a file that is
    // none, is cut short or comes from a newer program.
    using NextLine = std::function<std::optional<std::string>()>;
    Imported read(const NextLine& line, const std::optional<core::TenantId>& as, const core::Actor& actor);

    // In the caller's transaction, which sees every tenant: the tenant's key goes, with all that it sealed. Rows that
    // are nothing without a secret go too, and those that refer to them. Refuses as `not_found` an unknown tenant.
    void forget_secrets(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, core::Timestamp now);

private:
    db::Database& database_;
    core::Clock& clock_;
    audit::Service& audit_;
    secrets::Service& secrets_;
};

}  // namespace promo::tenants::transfer
