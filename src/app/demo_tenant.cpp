#include "app/demo_tenant.hpp"

#include <algorithm>

#include "app/demo_pictures.hpp"
#include "rendering/decode.hpp"

namespace promo::app {
namespace {

using rendering::Colour;
using rendering::Size;
using templates::Variant;

struct DemoTemplate {
    std::string slug;
    std::string name;
    DemoLook look;
    Colour code_colour;
};

constexpr const char* kCodes[] = {"WELCOME-30", "GOLD10", "SPRING-SALE"};
const std::pair<Variant, Size> kShapes[] = {
    {Variant::square, {1080, 1080}}, {Variant::story, {1080, 1920}}, {Variant::feed, {1080, 1440}}};

std::vector<DemoTemplate> demo_templates() {
    const Colour white{255, 255, 255};
    const Colour ink{16, 24, 48};
    const Colour gold{0xf2, 0xc1, 0x4e};
    return {
        {.slug = "flash-sale",
         .name = "Flash sale",
         .look = {.from = {0x3b, 0x1d, 0x8f},
                  .to = {0xd6, 0x33, 0x84},
                  .accent = {0xff, 0x9d, 0x5c},
                  .panel = white,
                  .panel_opacity = 0.95,
                  .headline_colour = white,
                  .font = rendering::Font::inter,
                  .headline = "FLASH SALE",
                  .line = "Today only, with your code"},
         .code_colour = {0xff, 0x27, 0x3e}},
        {.slug = "golden-night",
         .name = "Golden night",
         .look = {.from = ink,
                  .to = {0x0b, 0x3a, 0x53},
                  .accent = gold,
                  .panel = {0x0a, 0x10, 0x20},
                  .panel_opacity = 0.7,
                  .headline_colour = gold,
                  .font = rendering::Font::noto_serif,
                  .headline = "Members only",
                  .line = "Show this code when you sign up"},
         .code_colour = white},
        {.slug = "fresh-start",
         .name = "Fresh start",
         .look = {.from = {0xd9, 0xf9, 0xe9},
                  .to = {0x6e, 0xd3, 0xcf},
                  .accent = {0x1d, 0x98, 0x8f},
                  .panel = {0x0d, 0x4f, 0x4b},
                  .panel_opacity = 1,
                  .headline_colour = {0x0d, 0x4f, 0x4b},
                  .font = rendering::Font::dejavu_sans,
                  .headline = "Start now",
                  .line = "Save on your first challenge"},
         .code_colour = white},
    };
}

bool was_done(db::Database& database, const std::string& action, const std::string& subject) {
    return database.read(tenants::kDefaultTenant, [&](db::Tx& tx) {
        return audit::Service::count(tx, tenants::kDefaultTenant, {action, subject}, {}) > 0;
    });
}

// With a list, and not without any check, a visitor sees what becomes of a wrong code.
void give_coupons(Domains& domains) {
    const auto& tenant = tenants::kDefaultTenant;
    if (domains.coupons.settings(tenant).updated_at) return;
    const auto actor = core::system_actor("demo");
    for (const auto* code : kCodes)
        std::ignore = domains.coupon_codes.put(tenant, actor, {.code = code, .valid_from = {}, .valid_until = {}});
    domains.coupons.save(tenant, actor, {.provider = coupons::Provider::list, .funderpro_product_id = {}});
}

bool had_a_campaign(Domains& domains) {
    return !domains.audit.list(tenants::kDefaultTenant, {.action_prefix = "campaign.created", .before = {}, .limit = 1})
                .empty();
}

// One that goes on for a while.
void make_campaign(Domains& domains, const rendering::Fonts& fonts, core::Timestamp now) {
    constexpr std::chrono::days kLasts{30};
    const DemoLook look{.from = {0x10, 0x18, 0x30},
                        .to = {0x7c, 0x3a, 0xed},
                        .headline_colour = {0xff, 0xff, 0xff},
                        .font = rendering::Font::inter,
                        .headline = "I AM IN"};
    const auto frame = rendering::encode_png(demo_frame(look, {1080, 1080}, fonts));
    campaigns::Draft draft;
    draft.title = "Show that you are in";
    draft.description = "Put a photo of yours into our frame and post it.";
    draft.prize = "One month of VIP";
    draft.start_date = core::to_iso8601(now);
    draft.end_date = core::to_iso8601(now + kLasts);
    draft.overlay_id = domains.uploads.store(tenants::kDefaultTenant, frame, uploads::Purpose::overlay).id;
    std::ignore = domains.campaigns.create(tenants::kDefaultTenant, core::system_actor("demo"), draft);
}

void make(Domains& domains, const DemoTemplate& wanted, const std::function<bool()>& enough) {
    templates::Draft draft;
    draft.name = wanted.name;
    for (const auto& [variant, size] : kShapes) {
        if (enough()) return;
        const auto picture = rendering::encode_png(demo_background(wanted.look, size, domains.fonts));
        const auto upload = domains.uploads.store(tenants::kDefaultTenant, picture, uploads::Purpose::background);
        const auto box = demo_box(size);
        templates::FaceDraft face;
        face.image = upload.id;
        face.left_pct = box.left_pct;
        face.top_pct = box.top_pct;
        face.width_pct = box.width_pct;
        face.height_pct = box.height_pct;
        face.font = wanted.look.font;
        face.max_font_px = 120;
        face.colour = wanted.code_colour;
        face.outline = false;
        face.show_logo = true;
        draft.faces[variant] = std::move(face);
    }
    domains.templates.create(tenants::kDefaultTenant, core::system_actor("demo"), wanted.slug, draft);
}

bool has_coupon_bot(Domains& domains) {
    return std::ranges::any_of(domains.connections.list(tenants::kDefaultTenant), [](const auto& connection) {
        return connection.bot_role == connections::BotRole::coupon_bot;
    });
}

}  // namespace

void connect_demo_bot(Domains& domains, db::Database& database, const core::Secret& token) {
    using connections::BotRole;
    const auto& tenant = tenants::kDefaultTenant;
    const auto number = telegram::bot_id_of(token.reveal());
    if (has_coupon_bot(domains)) {
        const auto stored = domains.connections.stored_credentials(tenant, BotRole::coupon_bot);
        if (stored.telegram_id != number || stored.token.reveal() == token.reveal()) return;
    } else if (was_done(database, "connection.saved", "coupon_bot")) {
        return;
    }
    domains.connections.save(tenant, core::system_actor("demo"),
                             {.role = BotRole::coupon_bot, .token = token, .channels = {}});
}

void furnish_first_tenant(Domains& domains, db::Database& database, core::Timestamp now,
                          const std::function<bool()>& enough) {
    give_coupons(domains);
    for (const auto& wanted : demo_templates())
        if (!was_done(database, "template.created", wanted.slug)) make(domains, wanted, enough);
    if (!enough() && !had_a_campaign(domains)) make_campaign(domains, domains.fonts, now);
}

}  // namespace promo::app
