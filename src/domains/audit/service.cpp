#include "domains/audit/service.hpp"

#include "core/json_write.hpp"
#include "domains/audit/repo.hpp"

namespace promo::audit {
namespace {

std::string to_json(const std::vector<std::pair<std::string, std::string>>& details) {
    std::string text;
    core::json::Writer writer(text);
    writer.begin_object();
    for (const auto& [name, value] : details) {
        writer.key(name);
        writer.text(value);
    }
    writer.end_object();
    return text;
}

}  // namespace

void Service::record(db::Tx& tx, const core::TenantId& tenant, const core::Actor& actor, const Event& event,
                     core::Timestamp now) {
    repo::insert(tx, {.id = entropy_.uuid(now),
                      .tenant_id = tenant,
                      .at = now,
                      .actor = actor,
                      .action = event.action,
                      .subject = event.subject,
                      .details = to_json(event.details)});
}

std::int64_t Service::count(db::Tx& tx, const core::TenantId& tenant, const Event& event, core::Timestamp since) {
    return repo::count(tx, tenant, event.action, event.subject, since);
}

std::vector<Entry> Service::list(const core::TenantId& tenant, const Filter& filter) {
    return database_.read(tenant, [&](db::Tx& tx) { return repo::list(tx, tenant, filter); });
}

std::vector<Entry> Service::list_everywhere(const Filter& filter) {
    return database_.read_as_system("audit log", [&](db::Tx& tx) { return repo::list_everywhere(tx, filter); });
}

}  // namespace promo::audit
