#pragma once

#include <optional>
#include <vector>

#include "db/tx.hpp"
#include "domains/tenants/tenant.hpp"

namespace promo::tenants::repo {

// What changes of a tenant; what is empty stays.
struct Change {
    std::optional<std::string> name;
    std::optional<std::string> support_email;
    std::optional<std::string> logo_key;
    std::optional<std::string> time_zone;
};

std::optional<Tenant> find(db::Tx& tx, const core::TenantId& id);
// The same, and nobody else changes it until this transaction ends.
std::optional<Tenant> lock(db::Tx& tx, const core::TenantId& id);
std::vector<ActiveTenant> active(db::Tx& tx);
bool is_only_one(db::Tx& tx, const core::TenantId& id);
void insert_when_there_is_none(db::Tx& tx, const Tenant& tenant);
// False: the id is taken.
bool insert(db::Tx& tx, const Tenant& tenant);
void change(db::Tx& tx, const core::TenantId& id, const Change& change);
void set_status(db::Tx& tx, const core::TenantId& id, TenantStatus status);
void set_onboarded(db::Tx& tx, const core::TenantId& id, core::Timestamp now);
// The tenant and the rows that refer to it. What only carries its id is left: see transfer/repo.
void remove(db::Tx& tx, const core::TenantId& id);

}  // namespace promo::tenants::repo
