#include "domains/coupons/downloads/service.hpp"

#include <algorithm>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "core/log.hpp"
#include "core/network_prefix.hpp"
#include "domains/coupons/pass.hpp"
#include "domains/templates/pictures/mark.hpp"
#include "rendering/caption.hpp"
#include "rendering/decode.hpp"

namespace promo::coupons::downloads {
namespace {

using core::Refusal;
using core::RefusalCode;
using templates::pictures::Mark;

constexpr std::size_t kMostGrounds = 1'000;

[[noreturn]] void not_there() {
    throw Refusal(RefusalCode::not_found, "There is no such picture. Choose another template.");
}

PictureFile file_of(const Wish& wish) {
    const auto file = parse_picture_file(wish.file);
    if (!file) not_there();
    return *file;
}

void admit(core::Throttle& throttle, const Wish& wish, core::Timestamp now) {
    const auto wait = throttle.try_from(core::network_prefix(wish.address), now);
    if (wait <= core::Duration(0)) return;
    throw Refusal(RefusalCode::rate_limited, "That was a lot of pictures at once. Wait a minute, then try again.")
        .after(std::chrono::ceil<std::chrono::seconds>(wait));
}

std::string error_type_of(const Refusal& refusal) {
    return refusal.code() == RefusalCode::not_found ? "template_not_found" : "render_failed";
}

}  // namespace

Service::Service(db::Database& database, core::Clock& clock, core::Entropy& entropy, core::Metrics& metrics,
                 storage::ObjectStore& objects, const darkroom::Darkroom& darkroom, tenants::Service& tenants,
                 templates::Service& templates, templates::pictures::Service& pictures, coupons::Service& coupons,
                 Options options)
    : database_(database),
      clock_(clock),
      usage_(entropy),
      objects_(objects),
      darkroom_(darkroom),
      tenants_(tenants),
      templates_(templates),
      pictures_(pictures),
      coupons_(coupons),
      options_([&] {
          std::erase_if(options.secrets, [](const core::Secret& secret) { return secret.empty(); });
          return std::move(options);
      }()),
      uncounted_(metrics.counter("promostack_usage_uncounted_total",
                                 "Pictures that were taken away while the database could not note it")) {}

Drawn Service::with_pass(const Wish& wish, const Ticket& ticket) {
    return counted(wish, usage::Source::web, checked_code(wish, ticket), nullptr);
}

Drawn Service::with_own_logo(const Wish& wish, const Ticket& ticket, std::string_view logo) {
    const auto code = checked_code(wish, ticket);
    admit(own_logos_, wish, clock_.now());
    if (logo.size() > kLargestLogo) throw Refusal(RefusalCode::too_large, "Choose a logo of at most 5 MB.", "logo");
    const auto developed = darkroom_.develop(logo, darkroom::Purpose::logo);
    const rendering::Logo own{std::make_shared<const rendering::Pixels>(rendering::decode(developed.picture)), {}};
    return counted(wish, usage::Source::web, code, &own);
}

std::optional<Drawn> Service::by_link(const Wish& wish, const std::string& text, core::Timestamp until,
                                      std::string_view signature) {
    const Link link{wish.tenant, wish.slug, wish.file, text, wish.logo, until};
    const bool ours = std::ranges::any_of(
        options_.secrets, [&](const core::Secret& secret) { return signature_holds(secret, link, signature); });
    if (!ours) {
        throw Refusal(RefusalCode::forbidden,
                      "This link was changed on its way. Copy it again from where you have it.");
    }
    if (is_over(link, clock_.now())) return std::nullopt;
    return counted(wish, usage::Source::link, rendering::caption_of(text), nullptr);
}

std::string Service::link(const core::TenantId& tenant, const NewLink& wanted) {
    if (wanted.days && (*wanted.days < 1 || *wanted.days > kMostDays)) {
        throw Refusal(RefusalCode::invalid,
                      "A link is good for 1 to " + std::to_string(kMostDays) + " days, or for ever.", "days");
    }
    Link link{tenant, wanted.template_slug, to_text(wanted.file), rendering::caption_of(wanted.text), wanted.logo, {}};
    if (wanted.days)
        link.until = std::chrono::ceil<std::chrono::seconds>(clock_.now()) + std::chrono::days(*wanted.days);
    drawn({.tenant = tenant, .slug = link.slug, .file = link.file, .logo = link.logo}, link.text, nullptr);

    auto address = options_.public_base_url + "/api/render/" + tenant.str() + '/' + link.slug + '/' + link.file +
                   "?text=" + core::url_encode(link.text);
    if (wanted.days)
        address +=
            "&until=" + std::to_string(std::chrono::floor<std::chrono::seconds>(link.until.time_since_epoch()).count());
    if (!link.logo) address += "&logo=0";
    return address + "&signature=" + sign(options_.secrets.front(), link);
}

Page Service::page(const core::TenantId& tenant) {
    auto found = tenants_.find(tenant);
    if (!found || found->status == tenants::TenantStatus::suspended)
        throw Refusal(RefusalCode::not_found, "There is no coupon page at this address. Check the link.");
    Page page;
    if (found->logo_key) page.logo_url = objects_.public_url(*found->logo_key);
    page.initials = templates::pictures::initials_of(found->name);
    page.tenant = std::move(*found);
    page.checks_coupons = coupons_.settings(tenant).provider != Provider::none;
    for (const auto& each : templates_.list(tenant))
        page.templates.push_back({each.slug, each.name, {templates_.meta(tenant, each)}});
    return page;
}

std::shared_ptr<const Service::Ground> Service::ground(const core::TenantId& tenant, const std::string& slug) {
    const auto now = clock_.now();
    const auto key = tenant.str() + '/' + slug;
    {
        const std::lock_guard lock(mutex_);
        const auto known = grounds_.find(key);
        if (known != grounds_.end() && now < known->second->until) return known->second;
    }
    const auto owner = tenants_.find(tenant);
    if (!owner || owner->status == tenants::TenantStatus::suspended) not_there();
    auto found = templates_.find(tenant, slug);
    if (!found) not_there();
    auto ground = std::make_shared<const Ground>(
        Ground{std::move(*found), templates::pictures::mark_of(*owner), now + kKnownFor});
    const std::lock_guard lock(mutex_);
    if (grounds_.size() >= kMostGrounds) grounds_.clear();
    return grounds_[key] = std::move(ground);
}

// Says the same for a wrong pass and for one that has ended: the page checks the code again in both cases.
std::string Service::checked_code(const Wish& wish, const Ticket& ticket) const {
    auto code = rendering::clean_code(ticket.code);
    const bool holds = std::ranges::any_of(options_.secrets, [&](const core::Secret& secret) {
        return pass_holds(secret, wish.tenant, code, ticket.until, ticket.pass, clock_.now());
    });
    if (code.empty() || !holds)
        throw Refusal(RefusalCode::forbidden, "This coupon has to be checked first. Check it, then try again.");
    return code;
}

Drawn Service::drawn(const Wish& wish, const std::string& caption, const rendering::Logo* own) {
    const auto file = file_of(wish);
    const auto ground = this->ground(wish.tenant, wish.slug);
    const auto face = ground->template_.faces.find(file.variant);
    if (face == ground->template_.faces.end()) not_there();
    if (own != nullptr)
        return {pictures_.draw_with(wish.tenant, face->second, caption, *own, file.format), file, caption};
    const auto mark = wish.logo ? ground->mark : Mark{};
    return {pictures_.draw(wish.tenant, face->second, caption, mark, file.format), file, caption};
}

Drawn Service::counted(const Wish& wish, usage::Source source, const std::string& caption, const rendering::Logo* own) {
    if (!wish.taken_with) return drawn(wish, caption, own);
    admit(taken_away_, wish, clock_.now());
    usage::Usage usage{source, wish.slug, file_of(wish).variant, caption, {}, *wish.taken_with};
    try {
        auto result = drawn(wish, caption, own);
        record(wish.tenant, usage);
        return result;
    } catch (const Refusal& refusal) {
        usage.error_type = error_type_of(refusal);
        record(wish.tenant, usage);
        throw;
    }
}

// Whoever takes a picture away gets it, whether or not it can be counted.
void Service::record(const core::TenantId& tenant, const usage::Usage& usage) {
    try {
        database_.transact(
            tenant,
            [&](db::Tx& tx) {
                usage_.record(tx, tenant, {&usage, 1}, clock_.now());
            },
            db::Durability::relaxed);
    } catch (const db::Error& error) {
        uncounted_.add();
        core::log::warn("downloads.uncounted", {{"tenant", tenant}, {"error", error.what()}});
    }
}

}  // namespace promo::coupons::downloads
