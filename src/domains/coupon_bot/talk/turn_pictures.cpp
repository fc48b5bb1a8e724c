#include <algorithm>

#include "core/encoding.hpp"
#include "core/enum_name.hpp"
#include "core/error.hpp"
#include "core/utf8.hpp"
#include "domains/coupon_bot/link.hpp"
#include "domains/coupon_bot/talk/turn.hpp"
#include "domains/coupon_bot/texts.hpp"
#include "domains/templates/pictures/mark.hpp"
#include "domains/templates/pictures/recipe.hpp"
#include "rendering/caption.hpp"

namespace promo::coupon_bot::talk {
namespace {

using bot_users::Step;
using messaging::File;
using messaging::Html;
using messaging::Keyboard;
using messaging::outbox::Kind;

// How many templates of a page are tried for its picture.
constexpr int kMostCovers = 3;
constexpr std::size_t kLongestStart = 62;  // of a deep link's 64, behind `c_`

std::string error_type_of(const core::Refusal& refusal) {
    switch (refusal.code()) {
        case core::RefusalCode::not_found:
            return "image_url_missing";
        case core::RefusalCode::unavailable:
            return "network";
        default:
            return "generation_failed";
    }
}

}  // namespace

void Turn::show_gallery(const std::string& code, std::size_t page, bool as_new) {
    const auto& templates = shown_templates();
    if (templates.empty()) return fail("templates_error", code, nullptr, {}, texts::no_templates());
    page = std::min(page, pages_of(templates.size()) - 1);
    const auto keyboard = gallery_keyboard(templates, page);
    const auto first = page * kPerPage;
    for (auto i = first; i < std::min(templates.size(), first + kMostCovers); ++i) {
        if (const auto cover = drawn({templates[i], templates[i].faces.begin()->first, code}))
            return say_with_picture(*cover, texts::gallery(code), keyboard, as_new);
    }
    say(texts::gallery(code), keyboard);
}

void Turn::make_any(const templates::Template& of, const std::string& size, const std::string& code) {
    auto variant = of.faces.begin()->first;
    if (!size.empty()) {
        const auto asked = core::parse_enum<Variant>(size);
        if (!asked || !of.faces.contains(*asked))
            return fail("no_variants", code, &of, asked, texts::no_such_size(size, of));
        variant = *asked;
    }
    make_picture({of, variant, code}, MakePicture::How::photo);
}

void Turn::make_picture(const Wanted& wanted, MakePicture::How how) {
    const auto file = drawn(wanted);
    if (!file) return fail(error_type_, wanted.code, &wanted.of, wanted.variant, texts::not_drawn(problem_));
    const auto caption = texts::picture(wanted.of.name, wanted.code);
    const auto keyboard = buttons_below(wanted);
    if (how == MakePicture::How::document) {
        plan_.answers.push_back(
            {Kind::reply, messaging::send_document(said_.chat_id, *file, caption, sending(keyboard))});
    } else {
        say_with_picture(*file, caption, keyboard, how == MakePicture::How::photo);
    }
    plan_.steps.push_back(Step::picture);
    record(std::nullopt, wanted.code, &wanted.of, wanted.variant);
}

std::optional<File> Turn::drawn(const Wanted& wanted) {
    try {
        const auto tenant = with_.tenants.find(tenant_);
        const templates::pictures::Recipe recipe{
            .face = wanted.of.faces.at(wanted.variant),
            .caption = rendering::caption_of(wanted.code),
            .mark = tenant ? templates::pictures::mark_of(*tenant) : templates::pictures::Mark{},
            .format = wanted.format};
        std::ignore = with_.pictures.draw(tenant_, recipe.face, recipe.caption, recipe.mark, recipe.format);
        return File{.maker = "coupon_picture",
                    .recipe = templates::pictures::text_of(recipe),
                    .name = wanted.of.slug + '-' + wanted.code + '.' + std::string(core::enum_name(wanted.format)),
                    .content_type = std::string(templates::pictures::content_type(wanted.format))};
    } catch (const core::Refusal& refusal) {
        error_type_ = error_type_of(refusal);
        problem_ = refusal.message();
        return std::nullopt;
    }
}

Keyboard Turn::buttons_below(const Wanted& wanted) const {
    PictureButtons buttons{.code = wanted.code, .is_private = said_.is_private()};
    auto to_share = "https://t.me/" + known_.bot_name;
    if (wanted.code.size() <= kLongestStart) to_share += "?start=c_" + wanted.code;
    buttons.share_url = go(Step::share, "https://t.me/share/url?url=" + core::url_encode(to_share) +
                                            "&text=" + core::url_encode(texts::share_text(wanted.code)));
    if (!known_.settings.checkout_url.empty())
        buttons.checkout_url = go(Step::checkout, checkout_address(known_.settings.checkout_url, wanted.code));
    return picture_keyboard(wanted.of, wanted.variant, buttons);
}

std::string Turn::go(Step step, const std::string& address) const {
    return options_.public_base_url + "/go/" +
           token_of(options_.link_key, {tenant_, telegram_id_, said_.chat_id, step, address});
}

void Turn::say(const Html& text, const Keyboard& keyboard) {
    for (const auto& piece : messaging::split(text))
        plan_.answers.push_back({Kind::reply, messaging::send_message(said_.chat_id, piece, sending(keyboard))});
}

void Turn::say_with_picture(const File& file, const Html& caption, const Keyboard& keyboard, bool as_new) {
    const bool edits = !as_new && said_.press && said_.press->can_edit && said_.press->is_picture;
    if (edits) {
        plan_.answers.push_back(
            {Kind::edit, messaging::edit_photo(said_.chat_id, said_.press->message_id, file, caption, keyboard)});
    } else {
        plan_.answers.push_back({Kind::reply, messaging::send_photo(said_.chat_id, file, caption, sending(keyboard))});
    }
}

messaging::Sending Turn::sending(const Keyboard& keyboard) const {
    messaging::Sending sending{.keyboard = keyboard, .thread = said_.thread};
    const bool is_group = said_.chat_type == "group" || said_.chat_type == "supergroup";
    if (is_group && !said_.press) sending.reply_to = said_.message_id;
    return sending;
}

void Turn::fail(std::string_view error_type, std::string_view code, const templates::Template* of,
                std::optional<Variant> variant, const Html& words) {
    record(error_type, code, of, variant);
    say(words);
}

void Turn::record(std::optional<std::string_view> error_type, std::string_view code, const templates::Template* of,
                  std::optional<Variant> variant) {
    coupons::usage::Usage usage{.source = coupons::usage::Source::bot,
                                .coupon_code = std::string(core::utf8_prefix(code, rendering::kLongestCaption)),
                                .chat_id = said_.chat_id};
    if (of != nullptr) usage.template_slug = of->slug;
    usage.variant = variant;
    if (error_type) usage.error_type = std::string(*error_type);
    plan_.usage.push_back(std::move(usage));
}

}  // namespace promo::coupon_bot::talk
