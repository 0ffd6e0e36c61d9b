"""One resolution in six languages as the text of a PDF holds it, written for the tests; nothing in it is real."""

ENGLISH = """United Nations S/RES/2702 (2031)
Security Council Distr.: General
30 October 2031

Resolution 2702 (2031)
Adopted by the Security Council at its 9461st meeting, on
30 October 2031
The Security Council,
Recalling its resolution 1970 (2011) and all its subsequent resolutions on
Libya,
Reaffirming its strong commitment to the sovereignty, independence and
territorial integrity of Libya,
1. Decides to extend until 31 October 2032 the mandate of the United Nations
Support Mission in Libya;
2. Urges the parties to withdraw all foreign forces within 90 days, as set out in
paragraph 2 of resolution 2570 (2021);
3. Requests the Secretary-General to report to it every 60 days;
4. Calls upon Member States:
(a) To respect the arms embargo;
(b) To contribute $1.5 million to the fund;
5. Decides to remain seized of the matter.
"""

FRENCH = """Nations Unies S/RES/2702 (2031)
Conseil de sécurité Distr. générale
30 octobre 2031

Résolution 2702 (2031)
Adoptée par le Conseil de sécurité à sa 9461e séance,
le 30 octobre 2031
Le Conseil de sécurité,
Rappelant sa résolution 1970 (2011) et toutes ses résolutions ultérieures sur la
Libye,
Réaffirmant son ferme attachement à la souveraineté, à l’indépendance et à
l’intégrité territoriale de la Libye,
1. Décide de proroger jusqu’au 31 octobre 2032 le mandat de la Mission d’appui
des Nations Unies en Libye ;
2. Demande instamment aux parties de retirer toutes les forces étrangères dans
un délai de 90 jours, comme énoncé au paragraphe 2 de la résolution 2570 (2021) ;
3. Prie le Secrétaire général de lui faire rapport tous les 60 jours ;
4. Se dit favorable à un processus politique et engage les États Membres à :
a) Respecter l’embargo sur les armes ;
b) Verser 1,5 million de dollars au fonds ;
5. Décide de rester saisi de la question.
"""

SPANISH = """Naciones Unidas S/RES/2702 (2031)
Consejo de Seguridad Distr. general
30 de octubre de 2031

Resolución 2702 (2031)
Aprobada por el Consejo de Seguridad en su 9461ª sesión,
celebrada el 30 de octubre de 2031
El Consejo de Seguridad,
Recordando su resolución 1970 (2011) y todas sus resoluciones posteriores sobre
Libia,
Reafirmando su firme compromiso con la soberanía, la independencia y la
integridad territorial de Libia,
1. Decide prorrogar hasta el 31 de octubre de 2032 el mandato de la Misión de
Apoyo de las Naciones Unidas en Libia;
2. Insta a las partes a que retiren todas las fuerzas extranjeras en un plazo de 90
días, según lo dispuesto en el párrafo 2 de la resolución 2570 (2021);
3. Solicita al Secretario General que le presente un informe cada 60 días;
4. Exhorta a los Estados Miembros a:
a) Respetar el embargo de armas;
b) Aportar 1,5 millones de dólares al fondo;
5. Decide seguir ocupándose de la cuestión.
"""

RUSSIAN = """Организация Объединенных Наций S/RES/2702 (2031)
Совет Безопасности Distr.: General
30 October 2031

Резолюция 2702 (2031),
принятая Советом Безопасности на его 9461-м заседании
30 октября 2031 года
Совет Безопасности,
ссылаясь на свою резолюцию 1970 (2011) и все свои последующие резолюции
по Ливии,
вновь подтверждая свою решительную приверженность суверенитету,
независимости и территориальной целостности Ливии,
1. постановляет продлить до 31 октября 2032 года мандат Миссии Организации
Объединенных Наций по поддержке в Ливии;
2. настоятельно призывает стороны вывести все иностранные силы в течение
90 дней, как предусмотрено в пункте 2 резолюции 2570 (2021);
3. просит Генерального секретаря представлять ему доклад каждые 60 дней;
4. призывает государства-члены:
a) соблюдать эмбарго на поставки оружия;
b) внести 1,5 млн долл. США в фонд;
5. постановляет продолжать заниматься этим вопросом.
"""

ARABIC = """الأمم المتحدة S/RES/2702 (2031)
مجلس الأمن Distr.: General
30 October 2031

القرار 2702 (2031)
الذي اتخذه مجلس الأمن في جلسته 9461، المعقودة في 30 تشرين الأول/أكتوبر 2031
إن مجلس الأمن،
إذ يشير إلى قراره 1970 (2011) وإلى جميع قراراته اللاحقة بشأن ليبيا،
وإذ يؤكد من جديد التزامه القوي بسيادة ليبيا واستقلالها وسلامتها الإقليمية،
1 - يقرر أن يمدد حتى 31 تشرين الأول/أكتوبر 2032 ولاية بعثة الأمم المتحدة
للدعم في ليبيا؛
2 - يحث الأطراف على سحب جميع القوات الأجنبية في غضون 90 يوما، على النحو
المبين في الفقرة 2 من القرار 2570 (2021)؛
3 - يطلب إلى الأمين العام أن يقدم إليه تقريرا كل 60 يوما؛
4 - يدعو الدول الأعضاء إلى ما يلي:
(أ) احترام حظر توريد الأسلحة؛
(ب) التبرع بمبلغ 1.5 مليون دولار للصندوق؛
5 - يقرر أن يبقي المسألة قيد نظره.
"""

CHINESE = """联合国 S/RES/2702 (2031)
安全理事会 Distr.: General
30 October 2031

第2702(2031)号决议
安全理事会2031年10月30日第9461次会议通过
安全理事会，
回顾其第1970(2011)号决议及其后关于利比亚的所有决议，
重申对利比亚主权、独立和领土完整的坚定承诺，
1. 决定将联合国利比亚支助团的任务期限延长至2032年10月31日；
2. 敦促各方按照第2570(2021)号决议第2段的规定，在90天内撤出所有外国部队；
3. 请秘书长每60天向其提交报告；
4. 促请会员国：
(a) 遵守军火禁运；
(b) 向该基金捐款150万美元；
5. 决定继续处理此案。
"""

RESOLUTIONS = {"en": ENGLISH, "fr": FRENCH, "es": SPANISH, "ru": RUSSIAN, "ar": ARABIC, "zh": CHINESE}
