#include "app/campaign_page.hpp"

#include "core/error.hpp"
#include "core/utf8.hpp"

namespace promo::app {
namespace {

constexpr std::string_view kPage = "campaign.html";
constexpr std::size_t kLongestSummary = 300;
constexpr int kNotFound = 404;

http::PageTexts texts_of(const campaigns::Published& published) {
    const auto& view = published.view;
    const auto& words = view.description.empty() ? view.prize : view.description;
    return {{"campaign-title", view.title},
            {"campaign-business", published.tenant.name},
            {"campaign-description", std::string(core::utf8_prefix(words, kLongestSummary))},
            {"campaign-url", view.page_url},
            {"campaign-picture", view.picture_url}};
}

http::Response not_found(const http::StaticFiles& files, const http::Request& request, const std::string& base_url) {
    auto response = files.page(request, kPage,
                               {{"campaign-title", "There is no campaign here"},
                                {"campaign-business", "PromoStack"},
                                {"campaign-description", "It may have been deleted, or its address is not complete."},
                                {"campaign-url", base_url},
                                {"campaign-picture", base_url + "/favicon.ico"}});
    response.status = kNotFound;
    return response;
}

}  // namespace

http::Routes campaign_page_routes(const http::StaticFiles& files, campaigns::Service& campaigns,
                                  std::string public_base_url) {
    using enum http::Verb;
    using enum http::Access;
    const auto nothing = [&files, base_url = std::move(public_base_url)](const http::Request& request) {
        return not_found(files, request, base_url);
    };
    const auto page = [&files, &campaigns, nothing](const http::Request& request) {
        try {
            return files.page(request, kPage, texts_of(campaigns.published(request.path_param("id"))));
        } catch (const core::Refusal& refusal) {
            if (refusal.code() != core::RefusalCode::not_found) throw;
            return nothing(request);
        }
    };
    return {
        {get, "/campaign/{id:uuid}", open, page, "The page of a campaign: make a picture, take part"},
        {get, "/campaign/{id:text}", open, nothing, "The same, for what is no campaign"},
    };
}

}  // namespace promo::app
