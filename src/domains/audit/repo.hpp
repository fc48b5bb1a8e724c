#pragma once

#include "domains/audit/service.hpp"

namespace promo::audit::repo {

struct NewEntry {
    std::string id;
    core::TenantId tenant_id;
    core::Timestamp at;
    const core::Actor& actor;
    std::string_view action;
    std::string_view subject;
    std::string details;
};

void insert(db::Tx& tx, const NewEntry& entry);
std::int64_t count(db::Tx& tx, const core::TenantId& tenant, std::string_view action, std::string_view subject,
                   core::Timestamp since);
std::vector<Entry> list(db::Tx& tx, const core::TenantId& tenant, const Filter& filter);
std::vector<Entry> list_everywhere(db::Tx& tx, const Filter& filter);

}  // namespace promo::audit::repo
