#pragma once

#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "http/route.hpp"
#include "storage/object_store.hpp"

namespace promo::app {

// GET /objects/{key}: files of the folder store, to anybody when their folder is public, otherwise by a signed link.
// Any other key is not there. A bucket serves its objects itself: then nothing is here. Both outlive the routes.
http::Routes object_routes(storage::ObjectStore& store, const core::Clock& clock);

// The folders of the store that everybody may read, a bucket's as well.
std::vector<std::string_view> public_folders();

}  // namespace promo::app
