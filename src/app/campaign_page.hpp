#pragma once

#include <string>

#include "domains/campaigns/service.hpp"
#include "http/route.hpp"
#include "http/static_files.hpp"

namespace promo::app {

// GET /campaign/{id}: the page on which people take part. It says what the campaign is as it is served, for those who
// show its link; an unknown one is the page's own "not found".
http::Routes campaign_page_routes(const http::StaticFiles& files, campaigns::Service& campaigns,
                                  std::string public_base_url);

}  // namespace promo::app
