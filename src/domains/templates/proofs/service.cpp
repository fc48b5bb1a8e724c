#include "domains/templates/proofs/service.hpp"

#include "core/enum_name.hpp"
#include "core/error.hpp"
#include "core/trim.hpp"
#include "domains/templates/pictures/mark.hpp"
#include "rendering/caption.hpp"

namespace promo::templates::proofs {

using core::Refusal;
using core::RefusalCode;

pictures::Picture Service::draw(const core::TenantId& tenant, const Order& order) {
    auto face = face_of(tenant, order);
    face.show_logo = face.show_logo && order.logo;
    const auto caption = core::trimmed(order.text).empty() ? std::string() : rendering::caption_of(order.text);
    pictures::Mark mark;
    if (face.show_logo) {
        if (const auto found = tenants_.find(tenant)) mark = pictures::mark_of(*found);
    }
    return pictures_.draw(tenant, face, caption, mark, order.format);
}

Face Service::face_of(const core::TenantId& tenant, const Order& order) {
    std::optional<Template> stored;
    if (order.slug) stored = templates_.find(tenant, *order.slug);
    std::optional<Face> face;
    if (stored) {
        const auto found = stored->faces.find(order.variant);
        if (found != stored->faces.end()) face = found->second;
    }
    if (!order.face) {
        if (!stored) throw Refusal(RefusalCode::not_found, "There is no such template.", "template");
        if (!face) {
            throw Refusal(RefusalCode::not_found,
                          "The template has no " + std::string(core::enum_name(order.variant)) + '.', "variant");
        }
        return *face;
    }
    const auto drafted = applied(*order.face, face.value_or(new_face()));
    check(drafted, order.variant, Form::document);
    if (drafted.image.empty()) throw Refusal(RefusalCode::invalid, "Upload a picture first.", "face.image");
    if (!face || face->image != drafted.image) require_own(tenant, drafted.image);
    return drafted;
}

// What is prepared is found by the picture's id alone, whoever uploaded it.
void Service::require_own(const core::TenantId& tenant, const std::string& image) {
    const auto found = uploads_.find(tenant, image);
    if (found && found->purpose == uploads::Purpose::background) return;
    throw Refusal(RefusalCode::not_found, "This picture is not there any more. Upload it again.", "face.image");
}

}  // namespace promo::templates::proofs
