#include "domains/broadcasts/picture_file.hpp"

#include "core/json_write.hpp"
#include "domains/templates/pictures/recipe.hpp"
#include "rendering/caption.hpp"

namespace promo::broadcasts {

std::optional<messaging::File> picture_for(const Content& content, const PictureSource& source, const Person& person) {
    if (!content.picture) return std::nullopt;
    if (content.picture->kind == PictureKind::upload) {
        return messaging::File{.maker = std::string(kUploadMaker),
                               .recipe = core::json::to_text(UploadRecipe{content.picture->id.value()}),
                               .name = "picture.png",
                               .content_type = "image/png"};
    }
    const templates::pictures::Recipe recipe{
        .face = source.face.value(),
        .caption = rendering::caption_of(coupon_for(content, person).value_or(""), "coupon"),
        .mark = source.mark,
        .format = rendering::Format::jpg};
    return messaging::File{.maker = std::string(kCouponMaker),
                           .recipe = text_of(recipe),
                           .name = content.picture->template_.value() + ".jpg",
                           .content_type = "image/jpeg"};
}

}  // namespace promo::broadcasts
