#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/tx.hpp"
#include "domains/templates/template.hpp"

namespace promo::templates::repo {

// In the tenant's order.
std::vector<Template> list(db::Tx& tx, const core::TenantId& tenant);
std::optional<Template> find(db::Tx& tx, const core::TenantId& tenant, std::string_view slug);
std::optional<Template> find(db::Tx& tx, const core::TenantId& tenant, std::int64_t number);
// Nobody else changes it before this transaction ends.
std::optional<Template> lock(db::Tx& tx, const core::TenantId& tenant, std::string_view slug);
bool is_taken(db::Tx& tx, const core::TenantId& tenant, std::string_view slug);

struct Extent {
    std::int64_t templates = 0;
    std::int64_t last_position = 0;
};
BOOST_DESCRIBE_STRUCT(Extent, (), (templates, last_position))
Extent extent(db::Tx& tx, const core::TenantId& tenant);

// False: the slug is taken, or the number is.
bool insert(db::Tx& tx, const core::TenantId& tenant, const Template& added);
void update(db::Tx& tx, const core::TenantId& tenant, const Template& changed);
void set_position(db::Tx& tx, const core::TenantId& tenant, std::string_view slug, int position);
bool remove(db::Tx& tx, const core::TenantId& tenant, std::string_view slug);

}  // namespace promo::templates::repo
