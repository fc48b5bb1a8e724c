#pragma once

#include "core/secret.hpp"
#include "db/postgres/wire.hpp"

namespace promo::db::postgres {

// Makes the serving role and, when `serving_url` names another login than `admin`, that login; lets both logins become
// the role; gives the role the tables. An administrator who may not make roles keeps what there is: the owner of the
// tables is bound by the policies too, as long as he is no superuser.
void grant_serving_role(Wire& admin, const Target& admin_target, const core::Secret& serving_url);

}  // namespace promo::db::postgres
