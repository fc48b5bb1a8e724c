#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/tx.hpp"
#include "domains/coupons/batches/batch.hpp"

namespace promo::coupons::batches::repo {

void insert(db::Tx& tx, const core::TenantId& tenant, const Batch& batch, const std::vector<Caption>& captions);
// Whoever else wants to count them waits until this transaction ends.
std::int64_t count_unfinished(db::Tx& tx, const core::TenantId& tenant);

// Newest first.
std::vector<Batch> list(db::Tx& tx, const core::TenantId& tenant, std::int64_t limit);
std::optional<Batch> find(db::Tx& tx, const core::TenantId& tenant, const std::string& id);
std::vector<Caption> captions(db::Tx& tx, const core::TenantId& tenant, const std::string& id);

// Stores how far it is. False: somebody else ended it, or went on from `tried`.
bool go_on(db::Tx& tx, const core::TenantId& tenant, const Batch& batch, int tried);
// False: it is over already, or there is none.
bool end(db::Tx& tx, const core::TenantId& tenant, const Batch& batch);
bool remove(db::Tx& tx, const core::TenantId& tenant, const std::string& id);

struct Old {
    core::TenantId tenant_id;
    std::string id;
};
BOOST_DESCRIBE_STRUCT(Old, (), (tenant_id, id))
std::vector<Old> list_old(db::Tx& tx, core::Timestamp finished_before, core::Timestamp created_before,
                          std::int64_t limit);

}  // namespace promo::coupons::batches::repo
